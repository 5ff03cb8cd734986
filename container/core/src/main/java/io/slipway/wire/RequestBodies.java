package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.xnio.conduits.StreamSourceConduit;

/**
 * The bodies of requests that come on one connection in HTTP/2, and how much of each the client is
 * to get room for on the connection (RFC 9113, 5.2 and 6.9). Undertow gives room back for what is
 * read, and none for what is thrown away when a stream is reset: a few uploads that were cancelled
 * would hold up all later ones for ever.
 *
 * <p>Frames may still come on a stream that was reset from here. They are to be dropped (5.1);
 * Undertow ends the connection over them.
 */
final class RequestBodies {
  /** So many streams that were reset from here are remembered. */
  private static final int KEPT = 256;

  private final Map<Integer, Body> bodies = new ConcurrentHashMap<>();
  private final Queue<Integer> resets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final IntConsumer room;

  /**
   * @param room gives the client room for so many bytes more on the connection; called on any
   *     thread
   */
  RequestBodies(IntConsumer room) {
    this.room = room;
  }

  /** A head has come that does not end its stream. On the IO thread, as all frames. */
  void begin(int stream) {
    bodies.computeIfAbsent(stream, s -> new Body());
  }

  /**
   * The beginning of a frame of data has come.
   *
   * @param padding bytes that nobody will read
   * @param length bytes, with the padding
   */
  void data(int stream, int padding, int length) {
    Body body = bodies.get(stream);
    if (body != null) {
      body.unread.addAndGet(length);
      give(body.reset ? body.unread.getAndSet(0) : body.take(padding));
    }
  }

  /** The stream is reset from here; again without effect. On any thread. */
  void reset(int stream) {
    Body body = bodies.get(stream);
    if (body != null && !body.reset) {
      body.reset = true;
      give(body.unread.getAndSet(0));
      resets.add(stream);
      if (kept.incrementAndGet() > KEPT) {
        kept.decrementAndGet();
        bodies.remove(resets.remove());
      }
    }
  }

  /** The frames of the stream are to be dropped. */
  boolean isReset(int stream) {
    Body body = bodies.get(stream);
    return body != null && body.reset;
  }

  /**
   * The client sends no more of the stream.
   *
   * @param reset because it has reset it
   */
  void last(int stream, boolean reset) {
    Body body = bodies.get(stream);
    if (body != null) {
      body.ended = true;
      if (reset || body.reset) {
        forget(stream, body);
      }
    }
  }

  /** The request is over. On any thread. */
  void end(int stream) {
    Body body = bodies.get(stream);
    if (body == null) {
      return;
    }
    if (!body.ended) {
      // Undertow resets it in the end
      reset(stream);
    }
    if (body.ended) {
      forget(stream, body);
    }
  }

  private void forget(int stream, Body body) {
    bodies.remove(stream);
    give(body.unread.getAndSet(0));
  }

  /** What is to be read through instead of the channel of the stream. */
  StreamSourceConduit reads(int stream, RequestTrailers trailers, StreamSourceConduit channel) {
    Body body = bodies.get(stream);
    return body == null ? channel : new Reads(body, trailers, channel);
  }

  private void give(int bytes) {
    if (bytes > 0) {
      room.accept(bytes);
    }
  }

  private static final class Body {
    /** Bytes that have come, and for which no room has been given back. */
    final AtomicInteger unread = new AtomicInteger();

    volatile boolean reset;
    volatile boolean ended;

    /** So many of them at most; how many it were. */
    int take(int bytes) {
      int before = unread.getAndUpdate(now -> now - Math.min(now, bytes));
      return Math.min(before, bytes);
    }
  }

  /** Used by who reads the body. */
  private final class Reads extends FilteredSource {
    private final Body body;
    private final RequestTrailers trailers;

    Reads(Body body, RequestTrailers trailers, StreamSourceConduit next) {
      super(next);
      this.body = body;
      this.trailers = trailers;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int count = next.read(into);
      if (count > 0) {
        give(body.take(count));
      } else if (count < 0) {
        trailers.requireWellFormed();
      }
      return count;
    }
  }
}
