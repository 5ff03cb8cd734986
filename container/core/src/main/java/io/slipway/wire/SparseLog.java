package io.slipway.wire;

import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Lets one line through every ten seconds, so that what goes wrong for many clients at once does
 * not fill the disk.
 */
public final class SparseLog {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /** INFO once in a while, DEBUG in between. */
  public Logger.Level level() {
    return due() ? Logger.Level.INFO : Logger.Level.DEBUG;
  }

  /** Whether to log now. */
  public boolean due() {
    long now = System.nanoTime();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + EVERY_NANOS);
  }
}
