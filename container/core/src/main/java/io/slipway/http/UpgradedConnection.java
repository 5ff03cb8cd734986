package io.slipway.http;

import io.slipway.spi.UpgradedSocket;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * A connection that speaks another protocol. {@code init}, the read listener's callbacks and {@code
 * destroy} run on container threads, one after the other, with the webapp's class loader in
 * context. The write listener's callbacks, also one after the other, do not wait for them: a reader
 * may wait until its answer has left. Those of a {@link io.slipway.spi.PromptWriteListener} need no
 * container thread either, as all of these may wait for them.
 */
final class UpgradedConnection implements UpgradedSocket {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private static final long LINGER_MILLIS = 2_000;

  private final ServletExchange exchange;
  private final HttpUpgradeHandler handler;
  private final StreamConnection connection;
  private final UpgradeInput input;
  private final UpgradeOutput output;
  private final SerialCallbacks callbacks;
  private final SerialCallbacks writeCallbacks;
  private final AtomicBoolean destroyed = new AtomicBoolean();

  UpgradedConnection(
      ServletExchange exchange,
      AppContext app,
      HttpUpgradeHandler handler,
      StreamConnection connection) {
    this.exchange = exchange;
    this.handler = handler;
    this.connection = connection;
    this.callbacks = new SerialCallbacks(exchange::execute, app.classLoader(), this::failed);
    this.writeCallbacks = new SerialCallbacks(this::executeWrite, app.classLoader(), this::failed);
    this.input =
        new UpgradeInput(
            this,
            connection.getSourceChannel(),
            exchange.undertow().getConnection().getByteBufferPool());
    this.output = new UpgradeOutput(this, connection.getSinkChannel(), exchange.undertow());
  }

  void start() {
    watchEnd();
    submit(this::init);
  }

  /** The same, with {@code init} in this thread. */
  void startHere() {
    watchEnd();
    callbacks.run(this::init);
  }

  private void watchEnd() {
    exchange
        .undertow()
        .getConnection()
        .addCloseListener(
            closed -> {
              output.connectionClosed();
              submit(this::destroy);
            });
  }

  private void init() {
    try {
      handler.init(this);
    } catch (Throwable thrown) {
      LOG.errorf(thrown, "%s failed in init", handler.getClass().getName());
      IoUtils.safeClose(connection);
    }
  }

  /** Runs what concerns reading and the handler itself, after what was submitted before. */
  @Override
  public void submit(Runnable callback) {
    callbacks.submit(callback);
  }

  /** Runs what concerns writing, which goes on while a reader works. */
  void submitWrite(Runnable callback) {
    writeCallbacks.submit(callback);
  }

  private void executeWrite(Runnable task) {
    if (!output.isPrompt()) {
      exchange.execute(task);
      return;
    }
    XnioIoThread io = connection.getIoThread();
    if (Thread.currentThread() == io) {
      task.run();
      return;
    }
    try {
      io.execute(task);
    } catch (RejectedExecutionException stopping) {
      exchange.execute(task);
    }
  }

  private void failed(Throwable thrown) {
    LOG.error("A callback of an upgraded connection failed", thrown);
    IoUtils.safeClose(connection);
  }

  private void destroy() {
    if (destroyed.compareAndSet(false, true)) {
      input.abandon();
      handler.destroy();
    }
  }

  /** Nothing more will come of this connection. */
  void broken() {
    IoUtils.safeClose(connection);
  }

  @Override
  public ServletInputStream getInputStream() {
    return input;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return output;
  }

  /**
   * Closes when what was written has left; {@code destroy} follows. What the client still sends is
   * dropped for a while, as the connection would otherwise be reset and the client might lose the
   * end of what was written: RFC 6455, 7.1.1.
   */
  @Override
  public void close() throws IOException {
    output.close(this::linger);
  }

  private void linger() {
    connection
        .getIoThread()
        .executeAfter(() -> IoUtils.safeClose(connection), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    submit(() -> input.drop(() -> IoUtils.safeClose(connection)));
  }
}
