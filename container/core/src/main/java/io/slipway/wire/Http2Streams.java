package io.slipway.wire;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the client of one connection has opened: RFC 9113, 5.1. Each is known from its
 * first frame until the client has ended it and its request is over, and one that was reset until
 * many others have been, because frames may still come that were on their way. Of those that are
 * pushed it knows the number.
 *
 * <p>A stream counts as served until its request is over, whoever has reset it: resetting makes no
 * room for more.
 */
final class Http2Streams {
  /** So many that were reset are remembered. */
  private static final int KEPT = 256;

  private static final int SLOTS = 32;

  /**
   * By number, linked where several meet. Written by the IO thread alone, and read by any: a map
   * for all threads would cost each request more than all the rest that is done for it here. What
   * is done with is taken out by the next that comes into its slot.
   */
  private final AtomicReferenceArray<@Nullable Http2Stream> slots =
      new AtomicReferenceArray<>(SLOTS);

  private final Queue<Http2Stream> resets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger pushed = new AtomicInteger();
  private final int max;
  private final Http2Connection connection;

  /** {@link System#nanoTime} when the last request ended, or the connection began. */
  private volatile long idleSince = System.nanoTime();

  /** The last that was opened. On the IO thread. */
  private int last;

  /**
   * @param max that may be served at once, and pushed at once
   */
  Http2Streams(int max, Http2Connection connection) {
    this.max = max;
    this.connection = connection;
  }

  Http2Connection connection() {
    return connection;
  }

  /** Null for one that is not known yet, or not any more. On any thread. */
  @Nullable Http2Stream get(int number) {
    Http2Stream stream = slots.get(slot(number));
    while (stream != null && stream.number() != number) {
      stream = stream.next();
    }
    return stream == null || stream.isDone() ? null : stream;
  }

  private static int slot(int number) {
    return (number >>> 1) % SLOTS;
  }

  /** Whether a client may open this one. On the IO thread. */
  boolean isIdle(int number) {
    return number > last && isOfClient(number);
  }

  /** Whether it has been known, or can never be: RFC 9113, 5.1.1. On the IO thread. */
  boolean isClosed(int number) {
    return number <= last && isOfClient(number) && get(number) == null;
  }

  static boolean isOfClient(int number) {
    return (number & 1) == 1;
  }

  /**
   * For one that {@link #isIdle}; on the IO thread.
   *
   * @param ended the client sends no more than the head of its request
   */
  Http2Stream open(int number, boolean ended) {
    Http2Stream stream = new Http2Stream(this, number, ended);
    last = number;
    served.incrementAndGet();
    stream.link(slots.get(slot(number)));
    slots.set(slot(number), stream);
    return stream;
  }

  /**
   * Whether one more may be pushed, which counts from now on. On any thread.
   *
   * @param taken by the client at once; negative where it has said nothing
   */
  boolean promise(int taken) {
    int bound = taken < 0 ? max : Math.min(taken, max);
    return pushed.getAndUpdate(now -> now < bound ? now + 1 : now) < bound;
  }

  /** To be called once for each; on any thread. */
  void isOver(boolean ofClient) {
    idleSince = System.nanoTime();
    (ofClient ? served : pushed).decrementAndGet();
  }

  /** To be called once for each that is reset; on any thread. */
  void keep(Http2Stream reset) {
    resets.add(reset);
    if (kept.incrementAndGet() > KEPT) {
      kept.decrementAndGet();
      resets.remove().forget();
    }
  }

  void give(int bytes) {
    if (bytes > 0) {
      connection.giveRoom(bytes);
    }
  }

  boolean isEmpty() {
    return served.get() == 0 && pushed.get() == 0;
  }

  /** Nanoseconds without a request; 0 while there is one. */
  long idleNanos() {
    long since = idleSince;
    return isEmpty() ? System.nanoTime() - since : 0;
  }

  /** Whether the one that was opened last is one too many. */
  boolean isOverfull() {
    return served.get() > max;
  }

  int max() {
    return max;
  }
}
