package io.slipway.pipeline;

import io.slipway.wire.FreeList;
import io.undertow.util.ObjectPool;
import io.undertow.util.PooledObject;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.Deflater;

/**
 * Deflaters to be used again, since each costs a quarter of a megabyte to set up. Lock-free,
 * because IO threads and servlets both come here; Undertow's own pool has a lock.
 */
final class DeflaterPool implements ObjectPool<Deflater> {
  private final FreeList<Deflater> free;
  private final int level;

  DeflaterPool(int most, int level) {
    this.free = new FreeList<>(most);
    this.level = level;
  }

  @Override
  public PooledObject<Deflater> allocate() {
    Deflater deflater = free.take();
    if (deflater == null) {
      // Without the zlib wrapper: the gzip one is written around it.
      deflater = new Deflater(level, true);
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
      deflater.reset();
      if (!free.put(deflater)) {
        deflater.end();
      }
    }
  }
}
