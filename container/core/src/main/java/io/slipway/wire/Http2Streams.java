package io.slipway.wire;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams that the client of one connection has opened: RFC 9113, 5.1. Each is known from its
 * first frame until the client has ended it and its request is over, and one that was reset until
 * many others have been, because frames may still come that were on their way. Pushed streams are
 * Undertow's alone.
 *
 * <p>A stream counts as served until its request is over, whoever has reset it: resetting makes no
 * room for more.
 */
final class Http2Streams {
  /** So many that were reset are remembered. */
  private static final int KEPT = 256;

  private final Map<Integer, Http2Stream> streams = new ConcurrentHashMap<>();
  private final Queue<Integer> resets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();
  private final int max;
  private final IntConsumer room;

  /** {@link System#nanoTime} when the last request ended, or the connection began. */
  private volatile long idleSince = System.nanoTime();

  /** The last that was opened. On the IO thread. */
  private int last;

  /**
   * @param max that may be served at once
   * @param room gives the client room for so many bytes more on the connection; called on any
   *     thread
   */
  Http2Streams(int max, IntConsumer room) {
    this.max = max;
    this.room = room;
  }

  /** Null for one that is not known yet, or not any more. */
  @Nullable Http2Stream get(int number) {
    return streams.get(number);
  }

  /** Whether a client may open this one. On the IO thread. */
  boolean isIdle(int number) {
    return number > last && isOfClient(number);
  }

  /** Whether it has been known, or can never be: RFC 9113, 5.1.1. On the IO thread. */
  boolean isClosed(int number) {
    return number <= last && isOfClient(number) && !streams.containsKey(number);
  }

  private static boolean isOfClient(int number) {
    return (number & 1) == 1;
  }

  /** For one that {@link #isIdle}; on the IO thread. */
  Http2Stream open(int number) {
    Http2Stream stream = new Http2Stream(this, number);
    last = number;
    served.incrementAndGet();
    streams.put(number, stream);
    return stream;
  }

  /** To be called once for each; on any thread. */
  void isOver() {
    idleSince = System.nanoTime();
    served.decrementAndGet();
  }

  void forget(int number) {
    streams.remove(number);
  }

  /** To be called once for each that is reset; on any thread. */
  void keep(int number) {
    resets.add(number);
    if (kept.incrementAndGet() > KEPT) {
      kept.decrementAndGet();
      streams.remove(resets.remove());
    }
  }

  void give(int bytes) {
    if (bytes > 0) {
      room.accept(bytes);
    }
  }

  boolean isEmpty() {
    return served.get() == 0;
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
