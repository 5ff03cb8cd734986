package io.slipway.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

@Timeout(30)
class RawBytesTest {
  private final CountDownLatch second = new CountDownLatch(1);
  private final CompletableFuture<Boolean> servedMeanwhile = new CompletableFuture<>();

  /** The thread that ends a request loses the processor when it has reads resumed. */
  private final class Preempted extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final StreamConnection connection;

    Preempted(StreamConnection connection) {
      super(connection.getSourceChannel().getConduit());
      this.connection = connection;
    }

    @Override
    public void resumeReads() {
      next.resumeReads();
      if (Thread.currentThread() != connection.getIoThread()) {
        try {
          servedMeanwhile.complete(second.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
          servedMeanwhile.completeExceptionally(e);
        }
      }
    }
  }

  @Test
  void theIoThreadServesTheNextRequestThoughTheThreadThatEndsTheOneBeforeIsHeldUp()
      throws Exception {
    ByteBufferPool buffers = new DefaultByteBufferPool(true, 16 * 1024);
    HttpOpenListener listener = new HttpOpenListener(buffers, OptionMap.EMPTY);
    listener.setRootHandler(this::handle);
    XnioWorker worker =
        Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    try (AcceptingChannel<StreamConnection> server =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ChannelListeners.openListenerAdapter(connection -> open(listener, connection)),
            OptionMap.EMPTY)) {
      server.resumeAccepts();
      try (Socket socket =
          Wire.connect(server.getLocalAddress(InetSocketAddress.class).getPort())) {
        ask(socket, "/first");
        ask(socket, "/second");
      }
      assertThat(servedMeanwhile.get(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      worker.shutdown();
      buffers.close();
    }
  }

  private void open(HttpOpenListener listener, StreamConnection connection) {
    connection.getSourceChannel().setConduit(new Preempted(connection));
    Terms terms =
        Terms.of(
            ConnectionLimits.DEFAULT,
            HeadLimits.DEFAULT,
            Http2Limits.DEFAULT,
            (refused, status, size) -> {});
    RawBytes.on(connection, null, null, terms);
    listener.handleEvent(connection, null);
  }

  /** The first is ended by a worker thread, the second by the IO thread. */
  private void handle(HttpServerExchange exchange) {
    HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
    assertThat(RawBytes.of(connection).accept(exchange, connection)).isNull();
    exchange.setResponseContentLength(2);
    if (exchange.getRequestPath().equals("/first")) {
      exchange.dispatch(
          () -> {
            exchange.startBlocking();
            try (OutputStream out = exchange.getOutputStream()) {
              out.write("ok".getBytes(US_ASCII));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } else {
      second.countDown();
      exchange.getResponseSender().send("ok");
    }
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\nok")) {
      int next = socket.getInputStream().read();
      assertThat(next).as("after %s", answer).isNotNegative();
      answer.append((char) next);
    }
  }
}
