package io.slipway.resource;

import io.slipway.wire.ClientPace;
import io.slipway.wire.FileTransfer;
import io.slipway.wire.Http2;
import io.slipway.wire.StreamEnd;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * Sends a body that is in memory or in a file, on the connection's IO thread and as the client
 * takes it; no thread waits. A file that changes meanwhile, and a client that takes nothing for the
 * write timeout or takes it too slowly, end with the connection broken: nobody may take what came
 * for the whole.
 */
final class FileSender implements ChannelListener<StreamSinkChannel> {
  private static final Logger LOG = Logger.getLogger("io.slipway.resource");

  /** So much of a file at a time, then other connections have their turn. */
  private static final long SLICE = 1L << 20;

  /** What is sent. */
  private interface Body {
    /** Sends what the channel takes now, or a part of it; returns the number of bytes. */
    long send(StreamSinkChannel to) throws IOException;

    boolean isSent();

    default void close() {}
  }

  /**
   * @param bytes read to their end
   */
  private record InMemory(ByteBuffer bytes) implements Body {
    @Override
    public long send(StreamSinkChannel to) throws IOException {
      int before = bytes.remaining();
      while (bytes.hasRemaining() && to.writeFinal(bytes) > 0) {}
      return before - bytes.remaining();
    }

    @Override
    public boolean isSent() {
      return !bytes.hasRemaining();
    }
  }

  private static final class PartOfFile implements Body {
    private final FileTransfer transfer;
    private final FileChannel file;
    private final Resource source;

    PartOfFile(FileTransfer transfer, FileChannel file, Resource source) {
      this.transfer = transfer;
      this.file = file;
      this.source = source;
    }

    @Override
    public long send(StreamSinkChannel to) throws IOException {
      if (transfer.remaining() <= SLICE && source.changed()) {
        throw new IOException(source.path() + " changed while it was sent");
      }
      return transfer.send(to, SLICE);
    }

    @Override
    public boolean isSent() {
      return transfer.remaining() == 0;
    }

    @Override
    public void close() {
      IoUtils.safeClose(file);
    }
  }

  private final HttpServerExchange exchange;
  private final StreamSinkChannel channel;
  private final Body body;
  private boolean shut;
  private boolean over;
  private XnioExecutor.@Nullable Key deadline;

  /** When the client last took something, by {@link System#nanoTime}. */
  private long progress;

  /** Not null once the client has been waited for. */
  private @Nullable ClientPace pace;

  private FileSender(HttpServerExchange exchange, Body body) {
    this.exchange = exchange;
    this.channel = exchange.getResponseChannel();
    this.body = body;
  }

  /**
   * To be called last in a handler, with the header fields set.
   *
   * @param content is read to its end; its bytes must never change
   */
  static void send(HttpServerExchange exchange, ByteBuffer content) {
    send(exchange, new InMemory(content));
  }

  /**
   * The same for a part of a file.
   *
   * @param file is closed in the end
   * @param at position of the part in bytes
   * @param count its length in bytes
   */
  static void send(
      HttpServerExchange exchange, FileChannel file, Resource source, long at, long count) {
    FileTransfer transfer = new FileTransfer(exchange.getConnection(), file, at, count);
    send(exchange, new PartOfFile(transfer, file, source));
  }

  private static void send(HttpServerExchange exchange, Body body) {
    StreamEnd.run(exchange, new FileSender(exchange, body)::go);
  }

  @Override
  public void handleEvent(StreamSinkChannel ready) {
    ready.suspendWrites();
    ClientPace client = pace;
    if (client != null && !over) {
      try {
        client.goesOn();
      } catch (IOException slow) {
        broken(slow);
      }
    }
    go();
  }

  private void go() {
    if (over) {
      return;
    }
    try {
      if (!shut) {
        if (body.send(channel) > 0) {
          progress = System.nanoTime();
        }
        if (!body.isSent()) {
          later();
          return;
        }
        shut = true;
        channel.shutdownWrites();
      }
      if (channel.flush()) {
        end();
      } else {
        later();
      }
    } catch (IOException | RuntimeException e) {
      broken(e);
    }
  }

  private void later() {
    if (StreamEnd.later(exchange, this::go)) {
      return;
    }
    ClientPace client = pace;
    if (client == null) {
      client = new ClientPace(exchange);
      pace = client;
      progress = System.nanoTime();
      watch(client, client.timeoutMillis());
    }
    client.waits();
    channel.getWriteSetter().set(this);
    channel.resumeWrites();
  }

  private void watch(ClientPace client, long millis) {
    if (millis > 0) {
      deadline =
          exchange.getIoThread().executeAfter(() -> look(client), millis, TimeUnit.MILLISECONDS);
    }
  }

  private void look(ClientPace client) {
    if (over) {
      return;
    }
    long left =
        client.timeoutMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - progress);
    if (left > 0) {
      watch(client, left);
    } else {
      broken(client.timedOut());
    }
  }

  private void broken(Exception cause) {
    LOG.debugf(cause, "%s could not be sent to its end", exchange.getRequestPath());
    IoUtils.safeClose(Http2.is(exchange) ? channel : exchange.getConnection());
    end();
  }

  private void end() {
    over = true;
    if (deadline != null) {
      deadline.remove();
    }
    body.close();
    exchange.endExchange();
  }
}
