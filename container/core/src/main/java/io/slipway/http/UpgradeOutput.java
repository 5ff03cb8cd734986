package io.slipway.http;

import io.slipway.spi.PromptWriteListener;
import io.slipway.wire.ClientPace;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSinkChannel;

/**
 * What leaves over an upgraded connection: Servlet 6.1, 5.3. Not buffered: protocols send whole
 * messages and forget to flush. {@code isReady} may be asked before a listener is set.
 */
final class UpgradeOutput extends ServletOutputStream {
  private final UpgradedConnection connection;
  private final ConduitStreamSinkChannel channel;
  private final HttpServerExchange exchange;
  private volatile @Nullable WriteListener listener;
  private volatile @Nullable ByteBuffer pending;
  private final AtomicReference<@Nullable Runnable> whenClosed = new AtomicReference<>();
  private volatile @Nullable IOException failure;

  /**
   * The callback will go on: until it has set this to false, nobody else touches what is pending.
   */
  private volatile boolean owed;

  private volatile boolean closed;

  /** Not null once the client has been waited for. */
  private volatile @Nullable ClientPace pace;

  private final ClientDeadline deadline;

  /**
   * @param exchange that was upgraded
   */
  UpgradeOutput(
      UpgradedConnection connection,
      ConduitStreamSinkChannel channel,
      HttpServerExchange exchange) {
    this.connection = connection;
    this.channel = channel;
    this.exchange = exchange;
    this.deadline = new ClientDeadline(exchange);
  }

  /** Whether the callbacks need no container thread. */
  boolean isPrompt() {
    return listener instanceof PromptWriteListener;
  }

  /** Any thread. */
  void connectionClosed() {
    deadline.end();
    if (owed) {
      // what waits for the client waits for nobody
      connection.submitWrite(this::goOn);
    }
    if (listener instanceof PromptWriteListener prompt) {
      connection.submitWrite(prompt::onClosed);
    }
  }

  @Override
  public void write(int b) throws IOException {
    send(ByteBuffer.wrap(new byte[] {(byte) b}), false);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    send(ByteBuffer.wrap(bytes, offset, length), false);
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    send(source, true);
  }

  @Override
  public void print(String text) throws IOException {
    write(String.valueOf(text).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void println(String text) throws IOException {
    print(text + "\r\n");
  }

  /**
   * @param ours whether the buffer may be kept after the call
   */
  private void send(ByteBuffer bytes, boolean ours) throws IOException {
    if (closed) {
      throw new IOException("The stream has been closed");
    }
    if (failure != null) {
      throw new IOException("The client is gone", failure);
    }
    if (pending != null) {
      throw new IllegalStateException("Written although isReady() is false");
    }
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          if (listener != null) {
            pending = ours ? bytes : ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            return;
          }
          waitForClient();
        }
      }
    } catch (IOException e) {
      failure = e;
      connection.broken();
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    if (closed || failure != null) {
      return;
    }
    if (listener != null) {
      channel.flush();
      return;
    }
    while (!channel.flush()) {
      waitForClient();
    }
  }

  @Override
  public boolean isReady() {
    if (listener == null || closed) {
      return true;
    }
    if (owed) {
      return false;
    }
    try {
      if (pump()) {
        return true;
      }
      await();
    } catch (IOException e) {
      failure = e;
      owed = true;
      connection.submitWrite(this::runCallback);
    }
    return false;
  }

  /** Whether all has left, what TLS holds back included. */
  private boolean pump() throws IOException {
    ByteBuffer left = pending;
    if (left != null) {
      while (left.hasRemaining()) {
        if (channel.write(left) == 0) {
          return false;
        }
      }
      pending = null;
    }
    return channel.flush();
  }

  /** In blocking mode. */
  private void waitForClient() throws IOException {
    SocketWait.writable(channel, pace());
  }

  private ClientPace pace() {
    ClientPace known = pace;
    if (known == null) {
      known = new ClientPace(exchange);
      pace = known;
    }
    return known;
  }

  private void await() {
    owed = true;
    ClientPace client = pace();
    Runnable goOn = () -> connection.submitWrite(this::goOn);
    Runnable late =
        () -> {
          failure = client.timedOut();
          goOn.run();
          // now, as the callback may need a thread that waits for this one
          connection.broken();
        };
    Runnable moved = deadline.begin(client.timeoutMillis(), late, goOn);
    channel
        .getWriteSetter()
        .set(
            ready -> {
              ready.suspendWrites();
              moved.run();
            });
    channel.resumeWrites();
  }

  @Override
  public void setWriteListener(WriteListener writeListener) {
    Objects.requireNonNull(writeListener, "writeListener");
    if (listener != null) {
      throw new IllegalStateException("A write listener is already set");
    }
    listener = writeListener;
    owed = true;
    connection.submitWrite(this::runCallback);
  }

  /** The client has moved, or it is over. */
  private void goOn() {
    if (owed) {
      runCallback();
    }
  }

  private void runCallback() {
    WriteListener told = listener;
    try {
      if (failure != null) {
        throw failure;
      }
      if (!pump()) {
        await();
        return;
      }
      owed = false;
      if (closed) {
        end();
      } else if (told != null) {
        told.onWritePossible();
      }
    } catch (Throwable thrown) {
      owed = false;
      connection.broken();
      if (told != null) {
        told.onError(thrown);
      }
    }
  }

  @Override
  public void close() throws IOException {
    close(null);
  }

  /**
   * @param then to be run when all has left; null to keep what the first call wanted
   */
  void close(@Nullable Runnable then) throws IOException {
    if (then != null) {
      whenClosed.set(then);
    }
    closed = true;
    if (failure != null) {
      runWhenClosed();
    } else if (owed) {
      // The callback ends it, or has just missed that it is to: then it is this thread's after all
      connection.submitWrite(this::endAfterCallback);
    } else if (pump()) {
      end();
    } else {
      await();
    }
  }

  private void endAfterCallback() {
    if (!owed) {
      runCallback();
    }
  }

  private void end() throws IOException {
    channel.shutdownWrites();
    if (listener == null) {
      while (!channel.flush()) {
        waitForClient();
      }
    } else if (!channel.flush()) {
      await();
      return;
    }
    runWhenClosed();
  }

  private void runWhenClosed() {
    Runnable then = whenClosed.getAndSet(null);
    if (then != null) {
      then.run();
    }
  }
}
