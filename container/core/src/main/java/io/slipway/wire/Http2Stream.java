package io.slipway.wire;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSourceConduit;

/**
 * One of {@link Http2Streams}, and how much of its body the client is to get room for on the
 * connection (RFC 9113, 5.2 and 6.9). Undertow gives room back for what is read, and none for what
 * is thrown away when a stream is reset: a few uploads that were cancelled would hold up all later
 * ones for ever.
 */
final class Http2Stream implements ExchangeCompletionListener {
  private static final AttachmentKey<Http2Stream> KEY = AttachmentKey.create(Http2Stream.class);

  /** The client sends no more. */
  private static final int ENDED = 1;

  /** For it has reset the stream. */
  private static final int CANCELLED = 2;

  /** It was reset from here. */
  private static final int RESET = 4;

  /** Its request is over, or there was none. */
  private static final int OVER = 8;

  /** It was reset long ago. */
  private static final int FORGOTTEN = 16;

  private static final AtomicIntegerFieldUpdater<Http2Stream> STATE =
      AtomicIntegerFieldUpdater.newUpdater(Http2Stream.class, "state");
  private static final AtomicIntegerFieldUpdater<Http2Stream> UNREAD =
      AtomicIntegerFieldUpdater.newUpdater(Http2Stream.class, "unread");

  private final Http2Streams streams;
  private final int number;
  private volatile int state;

  /** Bytes that have come, and for which no room has been given back. */
  private volatile int unread;

  /** The next one of the same slot. */
  private volatile @Nullable Http2Stream next;

  Http2Stream(Http2Streams streams, int number, boolean ended) {
    this.streams = streams;
    this.number = number;
    this.state = ended ? ENDED : 0;
  }

  /** Null for a request in HTTP/1.1. */
  static @Nullable Http2Stream of(HttpServerExchange exchange) {
    return Http2.is(exchange) ? exchange.getAttachment(KEY) : null;
  }

  /** Is found by it, and over with it. */
  void belongsTo(HttpServerExchange exchange) {
    exchange.putAttachment(KEY, this);
    exchange.addExchangeCompleteListener(this);
  }

  Http2Connection connection() {
    return streams.connection();
  }

  int number() {
    return number;
  }

  @Nullable Http2Stream next() {
    return next;
  }

  /** Before those of its slot that are not done with. On the IO thread. */
  void link(@Nullable Http2Stream others) {
    next = others;
    Http2Stream last = this;
    for (Http2Stream other = others; other != null; other = other.next) {
      if (other.isDone()) {
        last.next = other.next;
      } else {
        last = other;
      }
    }
  }

  /** Nothing more can come of it that would not be wrong. */
  boolean isDone() {
    int now = state;
    return (now & RESET) != 0 ? (now & FORGOTTEN) != 0 : (now & (ENDED | OVER)) == (ENDED | OVER);
  }

  /** Whether it has not been so before. */
  private boolean become(int now) {
    return (STATE.getAndUpdate(this, before -> before | now) & now) == 0;
  }

  private boolean is(int one) {
    return (state & one) != 0;
  }

  boolean hasEnded() {
    return is(ENDED);
  }

  /** Its frames are to be dropped. */
  boolean isReset() {
    return is(RESET);
  }

  /** By either side. */
  boolean isBroken() {
    return is(RESET | CANCELLED);
  }

  /** The client sends no more. On the IO thread, as all frames. */
  void end() {
    become(ENDED);
    if (is(OVER)) {
      giveAll();
    }
  }

  /** The client has reset it. */
  void cancel() {
    become(CANCELLED | ENDED);
    giveAll();
    end();
  }

  /**
   * It is reset from here. On any thread.
   *
   * @return whether the client is to be told: once (RFC 9113, 5.4.2), and not where it has done so
   *     itself
   */
  boolean reset() {
    return !is(CANCELLED) && refuse();
  }

  /**
   * More has come of it than may.
   *
   * @return whether the client is to be told; what still comes is dropped without a word
   */
  boolean refuse() {
    boolean first = become(RESET);
    if (first) {
      giveAll();
      streams.keep(this);
    }
    return first;
  }

  /** The request is over, or there will be none; again without effect. On any thread. */
  void over() {
    if (become(OVER)) {
      streams.isOver(Http2Streams.isOfClient(number));
      if (hasEnded()) {
        giveAll();
      }
    }
  }

  /** Others have been reset since. */
  void forget() {
    become(FORGOTTEN);
  }

  /**
   * The beginning of a frame of data has come.
   *
   * @param padding bytes that nobody will read
   * @param length bytes, with the padding
   */
  void data(int padding, int length) {
    UNREAD.addAndGet(this, length);
    if (is(RESET | CANCELLED | OVER)) {
      giveAll();
    } else {
      give(padding);
    }
  }

  private void giveAll() {
    streams.give(UNREAD.getAndSet(this, 0));
  }

  /** So many of them at most. */
  private void give(int bytes) {
    if (bytes > 0) {
      int before = UNREAD.getAndUpdate(this, now -> now - Math.min(now, bytes));
      streams.give(Math.min(before, bytes));
    }
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    over();
    nextListener.proceed();
  }

  /** What is to be read through instead of the channel of the stream. */
  StreamSourceConduit reads(RequestTrailers trailers, StreamSourceConduit channel) {
    return new Reads(trailers, channel);
  }

  /** Used by who reads the body. */
  private final class Reads extends FilteredSource {
    private final RequestTrailers trailers;

    Reads(RequestTrailers trailers, StreamSourceConduit next) {
      super(next);
      this.trailers = trailers;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int count = next.read(into);
      if (count > 0) {
        trailers.follow(count);
        give(count);
      } else if (count < 0) {
        trailers.requireWellFormed();
      }
      return count;
    }
  }
}
