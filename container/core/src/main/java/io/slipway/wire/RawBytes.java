package io.slipway.wire;

import io.slipway.wire.HeadLimits.Excess;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * What a connection that speaks HTTP/1.1 receives, on its way to Undertow's parser. The bytes of
 * heads are looked at, those of bodies and of upgraded connections are not.
 *
 * <p>Where a body ends only Undertow knows, so whoever handles a request has to say so: {@link
 * #accept}. What a read brought with the end of a body or head stays with the connection as {@link
 * HttpServerConnection#getExtraBytes() extra bytes}, and is looked at when the next head begins.
 *
 * <p>Used by the IO thread while there is no request, and then by the one that has the request.
 */
public final class RawBytes extends FilteredSource
    implements ExchangeCompletionListener, OpenConnections.Member {
  private final StreamConnection connection;
  private final @Nullable UpgradeToHttp2 upgrade;
  private final Terms terms;
  private final HeadRefusals refusals;
  private final HeadScan head = new HeadScan();

  /** What the parser makes less of; null if there is nothing of that kind. */
  private @Nullable BlankRuns blanks;

  /** There is no request: before the first, and from the end of one to the next. */
  private boolean between = true;

  private XnioExecutor.@Nullable Key timer;

  /** The time began while the request before this head was served. */
  private boolean timerWaits;

  private int requests;

  /** Undertow's own; null before the first request. */
  private @Nullable HttpServerConnection undertow;

  /** Until it is complete: a connection may stay open for long, and a webapp may end meanwhile. */
  private @Nullable HttpServerExchange current;

  /** The request has no body, so that the next head begins where its own ended. */
  private boolean bodyless;

  /** The request that was accepted last is not of HTTP/1. */
  private boolean otherVersion;

  /** A head has ended and has not become a request yet. */
  private boolean ended;

  /** A thread other than the IO thread that just ends a request. */
  private @Nullable Thread ending;

  /** That thread has asked for reads. */
  private boolean resumes;

  private RawBytes(StreamConnection connection, @Nullable UpgradeToHttp2 upgrade, Terms terms) {
    super(connection.getSourceChannel().getConduit());
    this.connection = connection;
    this.upgrade = upgrade;
    this.terms = terms;
    this.refusals = new HeadRefusals(connection, this, head, terms);
  }

  /**
   * To be called before Undertow makes an {@link HttpServerConnection} of the connection.
   *
   * @param first what has been read already
   * @param upgrade null where connections may not be upgraded
   */
  static RawBytes on(
      StreamConnection connection,
      @Nullable PooledByteBuffer first,
      @Nullable UpgradeToHttp2 upgrade,
      Terms terms) {
    RawBytes raw = new RawBytes(connection, upgrade, terms);
    terms.open().add(raw);
    connection.getSourceChannel().setConduit(raw);
    connection.getSinkChannel().setConduit(raw.refusals);
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
    if (!head.begun() && (last == null || last.isComplete())) {
      IoUtils.safeClose(connection);
    }
  }

  /** Of a connection that was opened here; null otherwise. */
  public static @Nullable RawBytes of(HttpServerConnection connection) {
    return connection.getOriginalSourceConduit() instanceof RawBytes raw ? raw : null;
  }

  /**
   * Says that the head that was read has become this request. To be called for each, on the IO
   * thread, before anybody reads its body; again without effect.
   *
   * @return what is wrong with the bytes of the head, and the connection is to be closed then; null
   *     if nothing is
   */
  public @Nullable String accept(HttpServerExchange exchange, HttpServerConnection undertow) {
    if (current == exchange) {
      return null;
    }
    this.undertow = undertow;
    ended = false;
    between = false;
    otherVersion = head.isOfOtherVersion();
    String fault = head.fault();
    if (fault != null) {
      return fault;
    }
    current = exchange;
    if (blanks != null) {
      blanks.restore(exchange.getRequestHeaders());
      blanks = null;
    }
    if (++requests == terms.connections().maxRequests()) {
      exchange.setPersistent(false);
    }
    bodyless =
        exchange.isRequestComplete() && !exchange.getRequestHeaders().contains(Headers.UPGRADE);
    if (bodyless) {
      nextHead(undertow);
    }
    exchange.addExchangeCompleteListener(this);
    return null;
  }

  /** Whether the request that was {@link #accept accepted} says another version than 1.x. */
  public boolean isOfOtherVersion() {
    return otherVersion;
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    current = null;
    between = exchange.isPersistent() && !exchange.isUpgrade();
    if (exchange.isUpgrade()) {
      // who has it now ends it
      terms.open().remove(this);
    } else if (!bodyless) {
      nextHead((HttpServerConnection) exchange.getConnection());
    }
    if (between && Thread.currentThread() != connection.getIoThread()) {
      endElsewhere(nextListener);
    } else {
      nextListener.proceed();
    }
  }

  /**
   * Undertow resumes reads before it has let go of the request, and until then an IO thread that
   * has the next one spins. The wake-up makes that likely where processors are few: the kernel lets
   * the woken thread run at once, and for its whole time slice. So reads go on behind it.
   */
  private void endElsewhere(NextListener nextListener) {
    ending = Thread.currentThread();
    try {
      nextListener.proceed();
    } finally {
      ending = null;
      if (resumes) {
        resumes = false;
        resumeReads();
      }
    }
  }

  /**
   * Lets the connection go on in HTTP/2, where its first request is this one; to be called in its
   * handler, which does nothing else then.
   *
   * @param settings the payload of a SETTINGS frame
   * @param fields of the request, without those of its connection
   * @return whether it does; else the request is to be answered as it is
   */
  public boolean upgradeToHttp2(HttpServerExchange exchange, byte[] settings, HeaderMap fields) {
    return upgrade != null && upgrade.begin(exchange, settings, fields);
  }

  private void nextHead(HttpServerConnection undertow) {
    head.reset();
    PooledByteBuffer extra = undertow.getExtraBytes();
    if (extra != null) {
      head(extra.getBuffer());
      if (!extra.getBuffer().hasRemaining()) {
        undertow.setExtraBytes(null);
        extra.close();
      }
    }
  }

  private void head(ByteBuffer bytes) {
    int empty = head.emptyLines(bytes, bytes.position(), bytes.limit());
    bytes.position(bytes.position() + empty);
    readOn(bytes, bytes.position(), bytes.limit());
    afterHead();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!refusals.isLeaving()) {
      if (refusals.isRefused()) {
        return 0;
      }
      if (ended && between) {
        // a faulty head that the parser still waits for the end of, or a body that is to be read
        // away before a bad Host is answered
        refusals.refuseHost();
        return 0;
      }
    }
    int begin = into.position();
    int count = next.read(into);
    return count > 0 && !head.ended() && !refusals.isRefused()
        ? readHead(into, begin, begin + count)
        : count;
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
    readOn(bytes, from, to);
    if (isExcessive()) {
      bytes.position(begin);
      refusals.refuseExcess();
      return 0;
    }
    afterHead();
    return to - from;
  }

  private void readOn(ByteBuffer bytes, int from, int to) {
    head.read(bytes, from, to);
    if (blanks == null && (!head.ended() || head.hasBlanksInARow())) {
      blanks = new BlankRuns();
    }
    if (blanks != null) {
      blanks.add(bytes, from, to);
    }
  }

  private void afterHead() {
    if (head.ended()) {
      ended = true;
      stopTimer();
    } else if (head.begun() && timer == null && terms.connections().headTimeoutMillis() > 0) {
      startTimer();
    }
  }

  void stopTimer() {
    if (timer != null) {
      timer.remove();
      timer = null;
    }
  }

  private void startTimer() {
    timerWaits = current != null && !current.isComplete();
    timer =
        connection
            .getIoThread()
            .executeAfter(
                this::late, terms.connections().headTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  /** On the IO thread. */
  private void late() {
    timer = null;
    if (!connection.isOpen() || refusals.isRefused() || head.ended()) {
      return;
    }
    if (timerWaits) {
      // the rest may be there, unread until the request before it had ended
      startTimer();
      return;
    }
    refusals.refuse(
        StatusCodes.REQUEST_TIME_OUT,
        "its head took more than limits.request-head-timeout ("
            + terms.connections().headTimeoutMillis()
            + " ms)");
    refusals.leave();
  }

  /**
   * Undertow gives back the bytes behind a head of HTTP/2.0, and would look for them when the
   * connection is closed.
   */
  void forgetExtraBytes() {
    if (undertow != null) {
      undertow.setExtraBytes(null);
    }
  }

  /** Whether there is no request, so that what is sent is Undertow's answer to a head. */
  boolean isBetween() {
    return between;
  }

  @Override
  public void resumeReads() {
    if (ending == Thread.currentThread()) {
      resumes = true;
    } else if (!refusals.answers()) {
      next.resumeReads();
    }
  }

  @Override
  public void wakeupReads() {
    if (!refusals.answers()) {
      next.wakeupReads();
    }
  }

  /**
   * Of a head that has come with the opening of the connection, and is more than Undertow is to
   * see.
   *
   * @return whether it is answered here
   */
  boolean refuseAtOnce() {
    if (isExcessive()) {
      refusals.refuseExcess();
      refusals.leave();
    }
    return refusals.isLeaving();
  }

  /** What belongs to the head of the next request waits until the one before it has ended. */
  private boolean isExcessive() {
    HttpServerExchange before = current;
    return (before == null || before.isComplete()) && head.excess(terms.heads()) != Excess.NONE;
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return head.ended() ? next.read(into, offset, length) : super.read(into, offset, length);
  }
}
