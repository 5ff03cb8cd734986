package io.slipway.websocket;

import io.slipway.spi.CallScope;
import io.slipway.spi.UpgradedSocket;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An open socket: hands what comes to Tyrus, which calls the endpoint. All of it on one container
 * thread at a time; what leaves goes through {@link FrameWriter}.
 */
final class FrameConnection implements HttpUpgradeHandler, ReadListener {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");

  private final FrameWriter writer =
      new FrameWriter(task -> Objects.requireNonNull(this.sockets).sendHandlers().execute(task));

  /** Held while the endpoint is called from the connection. */
  private final ReentrantLock calls = new ReentrantLock();

  private WebSocketEngine.@Nullable UpgradeInfo upgrade;
  private @Nullable OpenSockets sockets;
  private CallScope scope = CallScope.NONE;
  private @Nullable HttpSession session;
  private boolean authenticated;
  private @Nullable ServletInputStream input;
  private @Nullable FrameHeads heads;
  private @Nullable UpgradedSocket socket;
  private volatile @Nullable Connection connection;
  private @Nullable WholeMessages messages;

  /** Must be called before the request that is upgraded has returned. */
  void prepare(
      WebSocketEngine.UpgradeInfo decision,
      OpenSockets open,
      FrameHeads heads,
      @Nullable HttpSession session,
      boolean authenticated) {
    this.upgrade = decision;
    this.sockets = open;
    this.heads = heads;
    this.scope = open.scope();
    this.session = session;
    this.authenticated = authenticated;
  }

  /** The session of the handshake if its end is to end the socket: Jakarta WebSocket 2.2, 7.2. */
  @Nullable String endsWithSession() {
    HttpSession http = session;
    return authenticated && http != null ? http.getId() : null;
  }

  @Override
  public void init(WebConnection web) {
    calls.lock();
    try {
      open(web);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      calls.unlock();
    }
  }

  private void open(WebConnection web) throws IOException {
    OpenSockets open = Objects.requireNonNull(sockets, "prepare() has not been called");
    WebSocketEngine.UpgradeInfo decision = Objects.requireNonNull(upgrade);
    upgrade = null;
    ServletInputStream in = web.getInputStream();
    input = in;
    socket = (UpgradedSocket) web;
    writer.open(web);
    open.add(this);
    boolean failed =
        LateFaults.happensIn(
            () ->
                scope.around(
                    () ->
                        connection = decision.createConnection(writer, reason -> writer.close())));
    messages = WholeMessages.of(Objects.requireNonNull(connection));
    if (failed) {
      close(CloseCodes.UNEXPECTED_CONDITION);
    }
    if (open.isClosed()) {
      close(CloseCodes.GOING_AWAY);
    }
    if (sessionHasEnded()) {
      close(CloseCodes.VIOLATED_POLICY);
    }
    in.setReadListener(this);
  }

  /** Before this socket could be found among those that end with it. */
  private boolean sessionHasEnded() {
    HttpSession http = session;
    if (http == null || !authenticated) {
      return false;
    }
    try {
      http.getAccessor();
      return false;
    } catch (IllegalStateException ended) {
      return true;
    }
  }

  @Override
  public void onDataAvailable() throws IOException {
    ServletInputStream in = Objects.requireNonNull(input);
    Connection to = Objects.requireNonNull(connection);
    FrameHeads next = Objects.requireNonNull(heads);
    calls.lock();
    try {
      while (!writer.isClosing() && writer.hasRoom(this::readOn) && in.isReady()) {
        byte[] bytes = new byte[Math.max(1, in.available())];
        int count = in.read(bytes);
        if (count < 0) {
          return;
        }
        CloseCode wrong = next.check(bytes, count);
        if (wrong != null) {
          close(wrong);
          writer.close();
          return;
        }
        Objects.requireNonNull(messages).only();
        ByteBuffer frames = ByteBuffer.wrap(bytes, 0, count);
        scope.around(() -> to.getReadHandler().handle(frames));
      }
    } finally {
      calls.unlock();
    }
  }

  /** Goes on where the client did not take what it was sent, after what the reader does now. */
  private void readOn() {
    Objects.requireNonNull(socket)
        .submit(
            () -> {
              try {
                onDataAvailable();
              } catch (IOException | RuntimeException failure) {
                onError(failure);
              }
            });
  }

  @Override
  public void onAllDataRead() {
    close(CloseCodes.CLOSED_ABNORMALLY);
    writer.close();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.debug("A WebSocket connection has broken", failure);
    close(CloseCodes.CLOSED_ABNORMALLY);
    writer.close();
  }

  @Override
  public void destroy() {
    close(CloseCodes.CLOSED_ABNORMALLY);
    writer.gone();
    OpenSockets open = sockets;
    if (open != null) {
      open.remove(this);
    }
  }

  /**
   * Sends a close frame and tells the endpoint, unless either side has closed already. Any thread.
   */
  void close(CloseCode code) {
    Connection open = connection;
    if (open != null) {
      scope.around(() -> open.close(new CloseReason(code, null)));
    }
  }

  /**
   * Waits until the last frame has left, and the endpoint has returned from a call that came from
   * the connection.
   *
   * @param until as {@link System#nanoTime} tells it
   */
  void awaitEnd(long until) throws InterruptedException {
    if (!writer.awaitEnd(until - System.nanoTime())) {
      writer.gone();
    }
    if (calls.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      calls.unlock();
    }
  }

  FrameWriter writer() {
    return writer;
  }
}
