package io.slipway.threads;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.spi.PooledThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

@Timeout(60)
class HotPoolTest {
  private final List<HotPool> opened = new ArrayList<>();
  private XnioWorker worker;

  @BeforeEach
  void work() throws IOException {
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
  }

  @AfterEach
  void close() {
    worker.shutdownNow();
    opened.forEach(HotPool::close);
  }

  @Test
  void noTaskIsForgottenAmongMillions() throws Exception {
    HotPool pool = open(8, 10_000);
    int producers = 3;
    int each = 700_000;
    AtomicInteger ran = new AtomicInteger();
    Semaphore room = new Semaphore(5_000);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  room.acquireUninterruptibly();
                  pool.execute(
                      () -> {
                        ran.incrementAndGet();
                        room.release();
                      });
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await(() -> ran.get() == producers * each);
  }

  /** Each task comes when the pool has just gone idle, or is about to. */
  @Test
  void aTaskThatMeetsAWorkerOnItsWayToSleepIsRun() throws Exception {
    HotPool pool = open(2, 100);
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 50_000; i++) {
      pool.execute(done::release);
      assertThat(done.tryAcquire(20, TimeUnit.SECONDS)).as("task %d", i).isTrue();
      for (int spin = i % 200; spin > 0; spin--) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void tasksThatBlockAllRunAtTheSameTime() throws Exception {
    HotPool pool = open(200, 1_000);
    CyclicBarrier all = new CyclicBarrier(201);
    for (int i = 0; i < 200; i++) {
      pool.execute(() -> pass(all));
    }
    all.await(30, TimeUnit.SECONDS);
  }

  /** Each round of the IO thread is the last for a while: nobody else brings its tasks to mind. */
  @Test
  void whatAnIoThreadFindsIsRunAtTheEndOfItsRound() throws Exception {
    HotPool pool = open(8, 1_000);
    XnioIoThread thread = worker.getIoThread();
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 5_000; i++) {
      int tasks = 1 + i % 40;
      thread.execute(
          () -> {
            for (int t = 0; t < tasks; t++) {
              pool.execute(done::release);
            }
          });
      assertThat(done.tryAcquire(tasks, 20, TimeUnit.SECONDS)).as("round %d", i).isTrue();
    }
  }

  @Test
  void aRoundThatDoesNotEndHoldsUpNoTask() throws Exception {
    HotPool pool = open(8, 1_000);
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    worker
        .getIoThread()
        .execute(
            () -> {
              CountDownLatch done = new CountDownLatch(2);
              pool.execute(done::countDown);
              pool.execute(done::countDown);
              try {
                ran.complete(done.await(20, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                ran.completeExceptionally(e);
              }
            });
    assertThat(ran.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anIoThreadThatEndsHandsItsTasksOver() throws Exception {
    HotPool pool = open(8, 1_000);
    CompletableFuture<Thread> runner = new CompletableFuture<>();
    XnioIoThread thread = worker.getIoThread();
    thread.execute(
        () -> {
          worker.shutdown();
          pool.execute(() -> runner.complete(Thread.currentThread()));
        });
    assertThat(runner.get(20, TimeUnit.SECONDS)).isNotSameAs(thread);
  }

  @Test
  void quickTasksGoOnBesideBlockedOnes() throws Exception {
    HotPool pool = open(50, 10_000);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 49; i++) {
      pool.execute(() -> pass(release));
    }
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 5_000; i++) {
      pool.execute(done::release);
    }
    assertThat(done.tryAcquire(5_000, 30, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  @Test
  void fewThreadsAreEnoughForTasksThatDoNotBlock() throws Exception {
    HotPool pool = open(200, 1_000);
    Semaphore done = new Semaphore(0);
    for (int i = 0; i < 10_000; i++) {
      pool.execute(done::release);
      done.acquire();
    }
    // Four, and what a stall of the machine that looks like threads that block may have added
    assertThat(pool.existing()).isLessThan(50);
  }

  @Test
  void othersWorkInPlaceOfThoseThatWaitForClients() throws Exception {
    HotPool pool = new HotPool(2, 12, 1_000);
    opened.add(pool);
    CountDownLatch away = new CountDownLatch(10);
    CountDownLatch back = new CountDownLatch(1);
    Semaphore ended = new Semaphore(0);
    for (int i = 0; i < 10; i++) {
      pool.execute(
          () -> {
            waitForClient(away, back);
            ended.release();
          });
    }
    pass(away);
    await(() -> pool.awake() == 0);
    CountDownLatch blocked = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger third = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      pool.execute(
          () -> {
            blocked.countDown();
            pass(release);
          });
    }
    pool.execute(third::incrementAndGet);
    // Those that wait for anything else are two at most, as ever
    pass(blocked);
    assertThat(pool.awake()).isEqualTo(2);
    assertThat(pool.existing()).isEqualTo(12);
    assertThat(third.get()).isZero();
    // Whose client comes back goes on at once, and leaves the next task to the others
    back.countDown();
    assertThat(ended.tryAcquire(10, 20, TimeUnit.SECONDS)).isTrue();
    await(() -> pool.awake() == 2);
    assertThat(third.get()).isZero();
    release.countDown();
    await(() -> third.get() == 1);
  }

  @Test
  void noMoreThanTheBoundWaitForClients() {
    HotPool pool = new HotPool(1, 3, 1_000);
    opened.add(pool);
    CountDownLatch away = new CountDownLatch(3);
    CountDownLatch back = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      pool.execute(() -> waitForClient(away, back));
    }
    AtomicInteger ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    pass(away);
    assertThat(pool.existing()).isEqualTo(3);
    assertThat(ran.get()).isZero();
    back.countDown();
    await(() -> ran.get() == 1);
  }

  /**
   * The task ends before the one that sends has told that the client has taken what it waits for.
   */
  @Test
  void whoEndsCountsAgain() {
    HotPool pool = open(1, 10);
    for (int i = 0; i < 100; i++) {
      AtomicReference<PooledThread> thread = new AtomicReference<>();
      pool.execute(
          () -> {
            PooledThread current = PooledThread.current();
            current.waitsForClient();
            thread.set(current);
          });
      await(() -> thread.get() != null);
      thread.get().goesOn();
    }
    await(() -> pool.awake() == 0);
    AtomicInteger ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    await(() -> ran.get() == 1);
  }

  /** Waits come and go while tasks do, and each wait gives its place to one of them. */
  @Test
  void noTaskIsForgottenAmongWaits() throws Exception {
    HotPool pool = new HotPool(2, 50, 10_000);
    opened.add(pool);
    AtomicInteger ran = new AtomicInteger();
    Semaphore room = new Semaphore(200);
    int tasks = 100_000;
    for (int i = 0; i < tasks; i++) {
      room.acquire();
      int spin = i % 50;
      pool.execute(
          () -> {
            PooledThread current = PooledThread.current();
            current.waitsForClient();
            for (int left = spin; left > 0; left--) {
              Thread.onSpinWait();
            }
            current.goesOn();
            ran.incrementAndGet();
            room.release();
          });
    }
    await(() -> ran.get() == tasks && pool.awake() == 0);
  }

  @Test
  void threadsThatHaveWaitedEndWhenIdle() {
    HotPool pool = new HotPool(2, 50, 100, "test-", TimeUnit.MILLISECONDS.toNanos(20));
    opened.add(pool);
    CountDownLatch away = new CountDownLatch(50);
    CountDownLatch back = new CountDownLatch(1);
    for (int i = 0; i < 50; i++) {
      pool.execute(() -> waitForClient(away, back));
    }
    pass(away);
    assertThat(pool.existing()).isEqualTo(50);
    back.countDown();
    await(() -> pool.existing() == 0);
    assertThat(pool.awake()).isZero();
  }

  @Test
  void refusesWhatFindsNoRoomInTheQueue() {
    HotPool pool = open(1, 3);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    pool.execute(
        () -> {
          running.countDown();
          pass(release);
        });
    pass(running);
    for (int i = 0; i < 3; i++) {
      pool.execute(() -> {});
    }
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    release.countDown();
    await(() -> pool.waiting() == 0);
    AtomicInteger ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    await(() -> ran.get() == 1);
  }

  @Test
  void threadsEndWhenIdleAndComeBack() {
    HotPool pool = new HotPool(20, 20, 100, "test-", TimeUnit.MILLISECONDS.toNanos(20));
    opened.add(pool);
    CountDownLatch running = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      pool.execute(
          () -> {
            running.countDown();
            pass(running);
          });
    }
    await(() -> pool.existing() == 0);
    assertThat(pool.awake()).isZero();
    AtomicInteger ran = new AtomicInteger();
    pool.execute(ran::incrementAndGet);
    await(() -> ran.get() == 1);
  }

  @Test
  void survivesTasksThatThrowAndLeavesNoInterruptBehind() throws Exception {
    HotPool pool = open(1, 100);
    pool.execute(
        () -> {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("expected in the log of this test");
        });
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    pool.execute(() -> interrupted.set(Thread.currentThread().isInterrupted()));
    await(() -> interrupted.get() != null);
    assertThat(interrupted.get()).isFalse();
  }

  @Test
  void threadsInheritNeitherLoaderNorThreadLocalsFromTheirStarter() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of a webapp");
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    HotPool pool = open(1, 10);
    AtomicReference<String> seen = new AtomicReference<>();
    current.setContextClassLoader(new ClassLoader(before) {});
    try {
      pool.execute(
          () ->
              seen.set(
                  local.get()
                      + " "
                      + (Thread.currentThread().getContextClassLoader()
                          == HotPool.class.getClassLoader())));
    } finally {
      current.setContextClassLoader(before);
    }
    await(() -> seen.get() != null);
    assertThat(seen.get()).isEqualTo("null true");
  }

  @Test
  void closingLetsAcceptedTasksRunAndEndsTheThreads() {
    HotPool pool = open(2, 100);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 50; i++) {
      pool.execute(
          () -> {
            pass(release);
            ran.incrementAndGet();
          });
    }
    pool.close();
    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    release.countDown();
    await(() -> ran.get() == 50 && pool.existing() == 0);
  }

  private HotPool open(int threads, int queue) {
    HotPool pool = new HotPool(threads, queue);
    opened.add(pool);
    return pool;
  }

  private static void waitForClient(CountDownLatch away, CountDownLatch back) {
    PooledThread current = PooledThread.current();
    current.waitsForClient();
    away.countDown();
    pass(back);
    current.goesOn();
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
