package io.slipway.threads;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The processor time of threads. To ask is dear, and more so the first time: only for the rare
 * doubt.
 */
final class CpuClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CpuClock() {}

  /** -1 where the system does not tell, or the thread has ended. */
  static long nanos(Thread platformThread) {
    return THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()
        ? THREADS.getThreadCpuTime(platformThread.getId())
        : -1;
  }
}
