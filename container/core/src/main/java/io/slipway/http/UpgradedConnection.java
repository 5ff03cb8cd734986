package io.slipway.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/**
 * A connection that speaks another protocol. {@code init}, the listeners' callbacks and {@code
 * destroy} run on container threads, one after the other, with the webapp's class loader in
 * context.
 */
final class UpgradedConnection implements WebConnection {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServletExchange exchange;
  private final AppContext app;
  private final HttpUpgradeHandler handler;
  private final StreamConnection connection;
  private final UpgradeInput input;
  private final UpgradeOutput output;
  private final Queue<Runnable> callbacks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean destroyed = new AtomicBoolean();

  UpgradedConnection(
      ServletExchange exchange,
      AppContext app,
      HttpUpgradeHandler handler,
      StreamConnection connection) {
    this.exchange = exchange;
    this.app = app;
    this.handler = handler;
    this.connection = connection;
    this.input =
        new UpgradeInput(
            this,
            connection.getSourceChannel(),
            exchange.undertow().getConnection().getByteBufferPool());
    this.output = new UpgradeOutput(this, connection.getSinkChannel());
  }

  void start() {
    exchange.undertow().getConnection().addCloseListener(closed -> submit(this::destroy));
    submit(
        () -> {
          try {
            handler.init(this);
          } catch (RuntimeException | Error thrown) {
            LOG.errorf(thrown, "%s failed in init", handler.getClass().getName());
            IoUtils.safeClose(connection);
          }
        });
  }

  /** Runs the callback on a container thread, after those that were submitted before. */
  void submit(Runnable callback) {
    callbacks.add(callback);
    if (waiting.getAndIncrement() == 0) {
      exchange.execute(this::runCallbacks);
    }
  }

  private void runCallbacks() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(app.classLoader());
    try {
      do {
        Runnable next = callbacks.poll();
        if (next != null) {
          try {
            next.run();
          } catch (RuntimeException | Error thrown) {
            LOG.error("A callback of an upgraded connection failed", thrown);
            IoUtils.safeClose(connection);
          }
        }
      } while (waiting.decrementAndGet() > 0);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void destroy() {
    if (destroyed.compareAndSet(false, true)) {
      input.release();
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

  /** Closes when what was written has left; {@code destroy} follows. */
  @Override
  public void close() throws IOException {
    output.close(() -> IoUtils.safeClose(connection));
  }
}
