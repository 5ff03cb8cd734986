package io.slipway.pipeline;

import io.undertow.util.ObjectPool;
import io.undertow.util.PooledObject;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;

/**
 * Deflaters to be used again, since each costs a quarter of a megabyte to set up. The one used last
 * is used next: its memory is still near the processor. Lock-free, because IO threads and servlets
 * both come here; Undertow's own pool has a lock.
 */
final class DeflaterPool implements ObjectPool<Deflater> {
  private final Deque<Deflater> free = new ConcurrentLinkedDeque<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final int most;
  private final int level;

  DeflaterPool(int most, int level) {
    this.most = most;
    this.level = level;
  }

  @Override
  public PooledObject<Deflater> allocate() {
    Deflater deflater = free.poll();
    if (deflater == null) {
      // Without the zlib wrapper: the gzip one is written around it.
      deflater = new Deflater(level, true);
    } else {
      kept.decrementAndGet();
    }
    return new Lent(deflater);
  }

  private final class Lent implements PooledObject<Deflater> {
    private final Deflater deflater;
    private final AtomicBoolean returned = new AtomicBoolean();

    Lent(Deflater deflater) {
      this.deflater = deflater;
    }

    @Override
    public Deflater getObject() {
      return deflater;
    }

    @Override
    public void close() {
      if (!returned.compareAndSet(false, true)) {
        return;
      }
      if (kept.incrementAndGet() <= most) {
        deflater.reset();
        free.push(deflater);
      } else {
        kept.decrementAndGet();
        deflater.end();
      }
    }
  }
}
