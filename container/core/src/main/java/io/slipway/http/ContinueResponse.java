package io.slipway.http;

import io.slipway.wire.ClientPace;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.channels.StreamSinkChannel;

/**
 * {@code 100 Continue}, sent when the application first reads the body: RFC 9110, 10.1.1.
 *
 * <p>Not by {@link HttpContinue}: where the channel takes the response later, which on HTTP/2 is
 * the rule, that dispatches the exchange once more, while the application goes on with it on
 * another thread.
 */
final class ContinueResponse {
  private ContinueResponse() {}

  /** The client waits for it before it sends its body. */
  static boolean isDue(HttpServerExchange exchange) {
    return HttpContinue.requiresContinueResponse(exchange) && exchange.isResponseChannelAvailable();
  }

  /**
   * Sends it if it is due; parks until it is on its way.
   *
   * @throws java.net.SocketTimeoutException if the client does not take it within {@code
   *     limits.write-timeout}
   */
  static void send(HttpServerExchange exchange) throws IOException {
    if (!isDue(exchange)) {
      return;
    }
    StreamSinkChannel channel = begin(exchange);
    ClientPace client = new ClientPace(exchange);
    while (!channel.flush()) {
      SocketWait.writable(channel, client);
    }
  }

  /**
   * Sends it, being due, without waiting; the callback gets null or what went wrong, on this thread
   * or the IO thread.
   */
  static void send(HttpServerExchange exchange, Consumer<@Nullable IOException> done) {
    boolean sent;
    try {
      StreamSinkChannel channel = begin(exchange);
      sent = channel.flush();
      if (!sent) {
        channel
            .getWriteSetter()
            .set(
                ChannelListeners.<StreamSinkChannel>flushingChannelListener(
                    flushed -> {
                      flushed.suspendWrites();
                      done.accept(null);
                    },
                    (broken, failure) -> done.accept(failure)));
        channel.resumeWrites();
      }
    } catch (IOException e) {
      done.accept(e);
      return;
    }
    if (sent) {
      done.accept(null);
    }
  }

  /** What is returned has to be flushed. */
  private static StreamSinkChannel begin(HttpServerExchange exchange) throws IOException {
    HttpServerExchange interim = exchange.getConnection().sendOutOfBandResponse(exchange);
    HttpContinue.markContinueResponseSent(exchange);
    interim.setStatusCode(StatusCodes.CONTINUE);
    StreamSinkChannel channel = interim.getResponseChannel();
    channel.shutdownWrites();
    return channel;
  }
}
