package io.slipway.threads;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.http.TaskClass;
import io.slipway.wire.BufferPool;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.XnioIoThread;

/** Runs where the JVM allows it: JDK 24 or later. */
@Timeout(120)
class InlineVirtualThreadsTest {
  private interface Code {
    String run() throws Exception;
  }

  private final Map<String, Code> servlets = new ConcurrentHashMap<>();
  private final Map<String, TaskClass> kinds = new ConcurrentHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private InlineVirtualThreads threads;
  private Undertow server;
  private XnioIoThread io;

  @BeforeEach
  void onlyWhereItWorks() {
    assumeTrue(ThreadStrategies.inlineAvailable(), "JDK 24 or later with --add-opens");
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
    if (threads != null) {
      threads.close();
    }
  }

  @Test
  void provenServletsRunOnTheIoThreadInVirtualThreads() {
    start(ThreadOptions.DEFAULT);
    servlets.put("/who", () -> Thread.currentThread().toString());
    assertThat(get("/who")).startsWith("VirtualThread[").contains("slipway-carrier");
    trust("/who");
    // A stall of the machine may cost the trust for a moment
    await(() -> get("/who").contains("I/O"));
    assertThat(get("/who")).startsWith("VirtualThread[").contains("/who");
  }

  @Test
  void servletsThatBlockAllRunAtTheSameTime() throws Exception {
    start(ThreadOptions.DEFAULT);
    trust("/together");
    CyclicBarrier all = new CyclicBarrier(301);
    servlets.put(
        "/together",
        () -> {
          all.await(60, TimeUnit.SECONDS);
          return "met";
        });
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      answers.add(getLater("/together"));
    }
    all.await(60, TimeUnit.SECONDS);
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("met");
    }
  }

  /** The IO thread waits for a monitor whose owner only the IO thread would run. */
  @Test
  void theNetCatchesADeadlockOfIoThreadAndVirtualThread() throws Exception {
    start(ThreadOptions.DEFAULT);
    Object shared = new Object();
    trust("/owner");
    AtomicReference<Thread> owner = new AtomicReference<>();
    AtomicBoolean goOn = new AtomicBoolean();
    servlets.put(
        "/owner",
        () -> {
          synchronized (shared) {
            owner.set(Thread.currentThread());
            while (!goOn.get()) {
              LockSupport.park(shared);
            }
          }
          return "released";
        });
    CompletableFuture<String> answer = getLater("/owner");
    await(() -> owner.get() != null && owner.get().getState() == Thread.State.WAITING);
    CountDownLatch passed = new CountDownLatch(1);
    io.execute(
        () -> {
          synchronized (shared) {
            passed.countDown();
          }
        });
    await(() -> io.getState() == Thread.State.BLOCKED);
    goOn.set(true);
    LockSupport.unpark(owner.get());
    assertThat(passed.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("released");
  }

  @Test
  void aHogThatIsNotTrustedLetsOthersPass() throws Exception {
    start(ThreadOptions.DEFAULT);
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch computes = new CountDownLatch(1);
    servlets.put(
        "/hog",
        () -> {
          computes.countDown();
          while (!stop.get()) {
            Thread.onSpinWait();
          }
          return "done";
        });
    CompletableFuture<String> hog = getLater("/hog");
    assertThat(computes.await(30, TimeUnit.SECONDS)).isTrue();
    servlets.put("/quick", () -> "quick");
    for (int i = 0; i < 100; i++) {
      assertThat(get("/quick")).isEqualTo("quick");
    }
    stop.set(true);
    assertThat(hog.get(30, TimeUnit.SECONDS)).isEqualTo("done");
  }

  @Test
  void aTrustedServletThatHoldsTheIoThreadIsTakenOffItForGood() {
    start(ThreadOptions.DEFAULT);
    trust("/turns");
    Conduct conduct = conduct("/turns");
    servlets.put(
        "/turns",
        () -> {
          while (conduct.inline()) {
            Thread.onSpinWait();
          }
          return "caught";
        });
    assertThat(get("/turns")).isEqualTo("caught");
    servlets.put("/turns", () -> Thread.currentThread().toString());
    for (int i = 0; i < 200; i++) {
      assertThat(get("/turns")).contains("slipway-carrier");
    }
  }

  @Test
  void servletsThatOftenComputeForLongLoseTheIoThread() {
    Conduct conduct = new Conduct(new TaskClass("test"), 300_000);
    for (int i = 0; i < 32; i++) {
      assertThat(conduct.inline()).isFalse();
      conduct.ranElsewhere(10_000);
    }
    assertThat(conduct.inline()).isTrue();
    conduct.ranInline(1_000_000);
    assertThat(conduct.inline()).isTrue();
    for (int i = 0; i < 30; i++) {
      conduct.ranInline(1_000_000);
    }
    assertThat(conduct.inline()).isFalse();
    for (int i = 0; i < 1_000; i++) {
      conduct.ranElsewhere(i % 3 == 0 ? 1_000_000 : 10_000);
    }
    assertThat(conduct.inline()).isFalse();
  }

  @Test
  void whatIsTooMuchWaitsAndThenIsRefused() throws Exception {
    start(new ThreadOptions(true, 2, 1, 10, Duration.ofMillis(1), Duration.ofMillis(50)));
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(2);
    Runnable task =
        () -> {
          running.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          ran.incrementAndGet();
        };
    TaskClass kind = new TaskClass("test");
    threads.execute(io, kind, task);
    threads.execute(io, kind, task);
    running.await();
    threads.execute(io, kind, task);
    assertThatThrownBy(() -> threads.execute(io, kind, task))
        .isInstanceOf(RejectedExecutionException.class);
    release.countDown();
    await(() -> ran.get() == 3);
  }

  @Test
  void noWakeUpIsLostAmongManyTasksThatParkAndCompute() throws Exception {
    start(
        new ThreadOptions(true, 500, 1_000, 20, Duration.ofNanos(300_000), Duration.ofMillis(20)));
    int producers = 3;
    int each = 100_000;
    AtomicInteger ran = new AtomicInteger();
    Semaphore room = new Semaphore(900);
    Semaphore inner = new Semaphore(3);
    List<Thread> started = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      TaskClass kind = new TaskClass("test " + p);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  boolean parks = i % 10 == 0;
                  boolean computes = i % 5_000 == 0;
                  room.acquireUninterruptibly();
                  threads.execute(
                      io,
                      kind,
                      () -> {
                        if (parks) {
                          inner.acquireUninterruptibly();
                          Thread.yield();
                          inner.release();
                        }
                        for (long end = System.nanoTime() + 2_000_000;
                            computes && System.nanoTime() < end; ) {
                          Thread.onSpinWait();
                        }
                        ran.incrementAndGet();
                        room.release();
                      });
                }
              });
      thread.start();
      started.add(thread);
    }
    for (Thread thread : started) {
      thread.join();
    }
    await(() -> ran.get() == producers * each);
  }

  /** The JDK gives them the scheduler of the thread that starts them, which is a task's. */
  @Test
  void virtualThreadsThatATaskStartsRunBesideIt() throws Exception {
    start(ThreadOptions.DEFAULT);
    trust("/starts");
    servlets.put(
        "/starts",
        () -> {
          AtomicInteger done = new AtomicInteger();
          ExecutorService children = virtualThreads();
          try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              ends.add(
                  children.submit(
                      () -> {
                        LockSupport.parkNanos(1_000_000);
                        done.incrementAndGet();
                      }));
              LockSupport.parkNanos(100_000);
            }
            for (Future<?> end : ends) {
              end.get();
            }
            return "" + done;
          } finally {
            children.shutdown();
          }
        });
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(getLater("/starts"));
    }
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("50");
    }
  }

  /** As the JDK's pollers, which the first thread begins that waits for a socket. */
  @Test
  void aVirtualThreadThatOutlivesItsTaskKeepsNothingOfIt() throws Exception {
    start(ThreadOptions.DEFAULT);
    ExecutorService children = virtualThreads();
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<Future<?>> child = new AtomicReference<>();
    WeakReference<TaskClass> kind = run(() -> child.set(children.submit(() -> wait(end))));
    await(() -> child.get() != null);
    await(
        () -> {
          System.gc();
          return kind.get() == null;
        });
    end.countDown();
    child.get().get(20, TimeUnit.SECONDS);
    children.shutdown();
  }

  private WeakReference<TaskClass> run(Runnable task) {
    TaskClass kind = new TaskClass("once");
    threads.execute(io, kind, task);
    return new WeakReference<>(kind);
  }

  private static void wait(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code Executors.newVirtualThreadPerTaskExecutor}, which Java 17 has not. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private void start(ThreadOptions options) {
    threads = new InlineVirtualThreads(options);
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setByteBufferPool(new BufferPool(16 * 1024, 100))
            .setHandler(this::handle)
            .build();
    server.start();
    io = server.getWorker().getIoThread();
  }

  private void handle(HttpServerExchange exchange) {
    exchange.dispatch(
        task -> threads.execute(exchange, kind(exchange.getRequestPath()), task),
        called -> {
          Code code = servlets.get(exchange.getRequestPath());
          exchange.getResponseSender().send(code == null ? "" : code.run());
        });
  }

  private TaskClass kind(String path) {
    return kinds.computeIfAbsent(path, TaskClass::new);
  }

  private Conduct conduct(String path) {
    return kind(path).memory(Conduct.class, kind -> new Conduct(kind, 300_000));
  }

  private void trust(String path) {
    await(
        () -> {
          get(path);
          return conduct(path).inline();
        });
  }

  private HttpRequest request(String path) {
    int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private String get(String path) {
    try {
      return client.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<String> getLater(String path) {
    return client
        .sendAsync(request(path), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }
}
