package io.slipway.threads;

import io.slipway.http.TaskClass;
import io.slipway.http.ThreadStrategy;
import io.undertow.server.HttpServerExchange;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.xnio.XnioIoThread;

/**
 * Servlets run in virtual threads which the connection's own IO thread carries. The first stretch
 * of a quick servlet runs at once, within the IO thread's call, and costs neither a wake-up nor a
 * switch. When the servlet waits, its virtual thread leaves the IO thread, which goes on with other
 * connections; what is ready to go on comes back through the IO thread's {@link Lane}.
 *
 * <p>Servlets that compute, or that wait without letting go of their carrier, run on other
 * carriers, a {@link HotPool}: see {@link Conduct}. The {@link Watch} is the net for what nobody
 * foresaw.
 */
final class InlineVirtualThreads implements ThreadStrategy {
  private static final Logger LOG = Logger.getLogger("io.slipway.threads");

  private final ThreadOptions options;
  private final HotPool carriers;
  private final Watch watch;
  private final Map<XnioIoThread, Lane> lanes = new ConcurrentHashMap<>();
  private final Function<XnioIoThread, Lane> newLane = io -> new Lane(this, io);
  private final Function<TaskClass, Conduct> newConduct;

  /** Tasks that have begun and not ended. */
  private final AtomicInteger begun = new AtomicInteger();

  private final ConcurrentLinkedQueue<InlineTask> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @throws IllegalStateException if this JVM does not allow it: see {@link
   *     ThreadStrategies#inlineAvailable}
   */
  InlineVirtualThreads(ThreadOptions options) {
    if (!VirtualThreads.available()) {
      throw new IllegalStateException(
          "Needs JDK 24 or later with --add-opens java.base/java.lang=ALL-UNNAMED");
    }
    this.options = options;
    this.carriers =
        new HotPool(
            options.pool(),
            options.pool(),
            Integer.MAX_VALUE,
            "slipway-carrier-",
            TimeUnit.SECONDS.toNanos(60));
    this.watch = new Watch(this, options.stuck().toMillis());
    long quick = options.quick().toNanos();
    this.newConduct = kind -> new Conduct(kind, quick);
  }

  @Override
  public String describe() {
    return "virtual threads on the IO threads, up to " + options.concurrent() + " at a time";
  }

  @Override
  public void execute(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    execute(exchange.getIoThread(), kind, task);
  }

  void execute(XnioIoThread io, TaskClass kind, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("The server is stopping");
    }
    InlineTask made = new InlineTask(this, lane(io), kind.memory(Conduct.class, newConduct), task);
    if (begun.incrementAndGet() <= options.concurrent()) {
      begin(made, Thread.currentThread() == io);
      return;
    }
    begun.decrementAndGet();
    if (queued.get() >= options.queue()) {
      throw new RejectedExecutionException(
          options.concurrent() + " requests run and " + options.queue() + " wait");
    }
    queue.add(made);
    queued.incrementAndGet();
    beginQueued();
  }

  /** Is never refused: the request was accepted once. */
  @Override
  public void resume(HttpServerExchange exchange, TaskClass kind, Runnable task) {
    begun.incrementAndGet();
    begin(
        new InlineTask(
            this, lane(exchange.getIoThread()), kind.memory(Conduct.class, newConduct), task),
        false);
  }

  @Override
  public void renew() {
    carriers.renew();
  }

  /** Requests that run are left to end. */
  @Override
  public void close() {
    closed = true;
    carriers.close();
    watch.wake();
  }

  private void begin(InlineTask task, boolean here) {
    boolean started = false;
    try {
      task.start(here);
      started = true;
    } finally {
      if (!started) {
        ended();
      }
    }
  }

  /** A task has ended: the next may begin. */
  void ended() {
    begun.decrementAndGet();
    if (queued.get() > 0) {
      beginQueued();
    } else if (closed) {
      watch.wake();
    }
  }

  private void beginQueued() {
    while (queued.get() > 0 && mayBegin()) {
      InlineTask next = queue.poll();
      if (next == null) {
        // Somebody else has it and is about to count it; more may have come while this thread held
        // a place
        begun.decrementAndGet();
        Thread.onSpinWait();
        continue;
      }
      queued.decrementAndGet();
      begin(next, false);
    }
  }

  private boolean mayBegin() {
    for (int now = begun.get(); now < options.concurrent(); now = begun.get()) {
      if (begun.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  private Lane lane(XnioIoThread io) {
    Lane lane = lanes.get(io);
    return lane != null ? lane : lanes.computeIfAbsent(io, newLane);
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  HotPool carriers() {
    return carriers;
  }

  Watch watch() {
    return watch;
  }

  /** Closed, and nothing runs any more. */
  boolean over() {
    return closed && begun.get() == 0;
  }

  void report(String servlet, String ioThread, long millis, StackTraceElement[] stack) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : stack) {
      text.append("\n\tat ").append(frame);
    }
    LOG.warnf(
        "Servlet %s has held IO thread %s for %s ms without a pause. From now on it runs on other threads. It is%s",
        servlet, ioThread, millis, text.length() == 0 ? " somewhere else already" : " at" + text);
  }
}
