package io.slipway.wire;

import io.slipway.wire.HeadLimits.Excess;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What a connection that speaks HTTP/1.1 receives, on its way to Undertow's parser. The bytes of
 * heads are looked at, those of bodies and of upgraded connections are not, but for the frames of
 * HTTP/2.
 *
 * <p>Where a body ends only Undertow knows, so whoever handles a request has to say so: {@link
 * #accept}. What a read brought with the end of a body or head stays with the connection as {@link
 * HttpServerConnection#getExtraBytes() extra bytes}, and is looked at when the next head begins.
 *
 * <p>Used by the IO thread while there is no request, and then by the one that has the request.
 */
public final class RawBytes extends AbstractStreamSourceConduit<StreamSourceConduit>
    implements ExchangeCompletionListener, OpenConnections.Member {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");
  private final StreamConnection connection;
  private final ConnectionLimits limits;
  private final HeadLimits heads;
  private final Http2Limits http2;
  private final SparseLog log;
  private final OpenConnections open;
  private final HeadScan head = new HeadScan();
  private boolean inHead = true;

  /** What comes is no head any more; not read by Undertow, which may ask until it has been told. */
  private boolean refused;

  /** What comes is dropped by who says farewell. */
  private boolean leaving;

  private @Nullable FrameScan frames;
  private XnioExecutor.@Nullable Key timer;

  /** The time began while the request before this head was served. */
  private boolean timerWaits;

  private int requests;

  /** Until it is complete: a connection may stay open for long, and a webapp may end meanwhile. */
  private @Nullable HttpServerExchange current;

  /** The request has no body, so that the next head begins where its own ended. */
  private boolean bodyless;

  /** A head has ended and has not become a request yet. */
  private boolean ended;

  /** No request follows the last one, whatever comes. */
  private boolean over;

  /** Known while the connection is open. */
  private final @Nullable SocketAddress peer;

  private RawBytes(
      StreamConnection connection,
      ConnectionLimits limits,
      HeadLimits heads,
      Http2Limits http2,
      SparseLog log,
      OpenConnections open) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.peer = connection.getPeerAddress();
    this.limits = limits;
    this.heads = heads;
    this.http2 = http2;
    this.log = log;
    this.open = open;
  }

  /**
   * To be called before Undertow makes an {@link HttpServerConnection} of the connection.
   *
   * @param first what has been read already
   */
  static RawBytes on(
      StreamConnection connection,
      @Nullable PooledByteBuffer first,
      ConnectionLimits limits,
      HeadLimits heads,
      Http2Limits http2,
      SparseLog log,
      OpenConnections open) {
    RawBytes raw = new RawBytes(connection, limits, heads, http2, log, open);
    open.add(raw);
    connection.getSourceChannel().setConduit(raw);
    if (first != null) {
      raw.head(first.getBuffer());
    }
    return raw;
  }

  @Override
  public XnioIoThread ioThread() {
    return connection.getIoThread();
  }

  @Override
  public void endIfIdle() {
    HttpServerExchange last = current;
    if (inHead && !head.begun() && (last == null || last.isComplete())) {
      IoUtils.safeClose(connection);
    }
  }

  /** Of a connection that was opened here; null otherwise. */
  public static @Nullable RawBytes of(HttpServerConnection connection) {
    return connection.getOriginalSourceConduit() instanceof RawBytes raw ? raw : null;
  }

  /**
   * Says that the head that was read has become this request. To be called once for each, on the IO
   * thread, before anybody reads its body.
   *
   * @return what is wrong with the bytes of the head, and the connection is to be closed then; null
   *     if nothing is
   */
  public @Nullable String accept(HttpServerExchange exchange, HttpServerConnection from) {
    ended = false;
    String fault = head.fault();
    if (fault != null) {
      return fault;
    }
    current = exchange;
    if (++requests == limits.maxRequests()) {
      exchange.setPersistent(false);
    }
    bodyless =
        exchange.isRequestComplete() && !exchange.getRequestHeaders().contains(Headers.UPGRADE);
    if (bodyless) {
      nextHead(from);
    }
    exchange.addExchangeCompleteListener(this);
    return null;
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    current = null;
    over = !exchange.isPersistent() || !connection.isOpen();
    HttpServerConnection from = (HttpServerConnection) exchange.getConnection();
    if (!exchange.isUpgrade()) {
      if (!bodyless) {
        nextHead(from);
      }
      nextListener.proceed();
      return;
    }
    // who has it now ends it
    open.remove(this);
    if ("h2c".equals(exchange.getResponseHeaders().getFirst(Headers.UPGRADE))) {
      FrameScan scan = new FrameScan(connection, http2, log);
      PooledByteBuffer extra = from.getExtraBytes();
      if (extra != null) {
        scan.first(extra.getBuffer());
      }
      frames = scan;
    }
    nextListener.proceed();
  }

  private void nextHead(HttpServerConnection from) {
    head.reset();
    inHead = true;
    PooledByteBuffer extra = from.getExtraBytes();
    if (extra != null) {
      head(extra.getBuffer());
      if (!extra.getBuffer().hasRemaining()) {
        from.setExtraBytes(null);
        extra.close();
      }
    }
  }

  private void head(ByteBuffer bytes) {
    int empty = head.emptyLines(bytes, bytes.position(), bytes.limit());
    bytes.position(bytes.position() + empty);
    head.read(bytes, bytes.position(), bytes.limit());
    afterHead();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    FrameScan scan = frames;
    if (scan != null) {
      return scan.read(next, into);
    }
    if (refused && !leaving) {
      return 0;
    }
    int begin = into.position();
    int count = next.read(into);
    over |= count < 0;
    return count > 0 && inHead && !refused ? readHead(into, begin, begin + count) : count;
  }

  private int readHead(ByteBuffer bytes, int begin, int end) {
    int from = begin;
    int to = end;
    int empty = head.emptyLines(bytes, from, to);
    if (empty > 0) {
      ByteBuffer rest = bytes.duplicate();
      rest.limit(to).position(from + empty);
      bytes.position(from);
      bytes.put(rest);
      to -= empty;
    }
    head.read(bytes, from, to);
    if (isExcessive()) {
      bytes.position(begin);
      refuse();
      return 0;
    }
    afterHead();
    return to - from;
  }

  private void afterHead() {
    if (head.ended()) {
      inHead = false;
      ended = true;
      if (timer != null) {
        timer.remove();
        timer = null;
      }
    } else if (head.begun() && timer == null && limits.headTimeoutMillis() > 0) {
      startTimer();
    }
  }

  private void startTimer() {
    timerWaits = current != null && !current.isComplete();
    timer =
        connection
            .getIoThread()
            .executeAfter(this::late, limits.headTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  /** On the IO thread. */
  private void late() {
    timer = null;
    if (!connection.isOpen() || !inHead || refused || head.ended()) {
      return;
    }
    if (timerWaits) {
      // the rest may be there, unread until the request before it had ended
      startTimer();
      return;
    }
    LOG.logf(
        log.level(),
        "request from %s refused with 408: its head took more than limits.request-head-timeout (%d ms)",
        connection.getPeerAddress(),
        limits.headTimeoutMillis());
    refused = true;
    leave(StatusCodes.REQUEST_TIME_OUT);
  }

  /**
   * The connection has been closed. What its parser cannot read Undertow answers itself, with 400
   * and nothing else: so that somebody can find out why, the log has a line of it.
   */
  void closed() {
    if (ended && !refused && !over && current == null) {
      LOG.logf(
          log.level(),
          "request from %s refused with 400: its request line or a field of it cannot be read"
              + " (RFC 9112, 3 and 5)",
          peer);
    }
  }

  private void leave(int status) {
    leaving = true;
    Farewell.say(connection, status);
  }

  /**
   * Of a head that has come with the opening of the connection, and is more than Undertow is to
   * see.
   *
   * @return whether it is answered here
   */
  boolean refuseAtOnce() {
    if (isExcessive()) {
      refuse();
    }
    return refused;
  }

  /** What belongs to the head of the next request waits until the one before it has ended. */
  private boolean isExcessive() {
    HttpServerExchange before = current;
    return (before == null || before.isComplete()) && head.excess(heads) != Excess.NONE;
  }

  private void refuse() {
    Excess excess = head.excess(heads);
    refused = true;
    if (timer != null) {
      timer.remove();
      timer = null;
    }
    LOG.logf(
        log.level(),
        "request from %s refused with %d: its head is far beyond %s",
        connection.getPeerAddress(),
        excess.status,
        excess.setting);
    // not within the call of Undertow, which takes the listener again when it has read nothing
    connection.getIoThread().execute(() -> leave(excess.status));
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    if (!inHead && frames == null) {
      return next.read(into, offset, length);
    }
    for (int i = offset; i < offset + length; i++) {
      if (into[i].hasRemaining()) {
        return read(into[i]);
      }
    }
    return 0;
  }
}
