package io.slipway.soak;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Mixed load and redeployments on the distribution, for minutes, with 256 MB of heap: what is there
 * after it that was not before? Options: {@code --seconds=600} of load, {@code --redeploy=4}
 * seconds between redeployments, {@code --pause=100} mean milliseconds between two calls of a
 * client. Ends with 1 if something is left, or a client was answered wrongly. {@code --check}: each
 * client calls once, one webapp is redeployed, nothing is compared.
 */
public final class Soak {
  /** Bytes of a static file. */
  static final int LARGE = 200_000;

  private static final int WEBAPPS = 3;

  /** For what ends by itself: idle threads after a minute. */
  private static final long PATIENCE_NANOS = 100_000_000_000L;

  private final Path root = root();
  private final Path folder = Files.createTempDirectory("slipway-soak-");
  private final Path webapps = Files.createDirectories(folder.resolve("webapps"));
  private final Map<String, LongAdder> calls = new java.util.TreeMap<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final long seconds;
  private final long redeploySeconds;
  private final int pauseMillis;
  private volatile boolean running;

  private Soak(Map<String, Long> options) throws IOException {
    this.seconds = options.getOrDefault("seconds", 600L);
    this.redeploySeconds = options.getOrDefault("redeploy", 4L);
    this.pauseMillis = (int) (long) options.getOrDefault("pause", 100L);
  }

  /** Ends the JVM with 1 if something is left. */
  public static void main(String[] args) throws Exception {
    // else connections that nobody uses any more stay open for minutes
    System.setProperty("jdk.httpclient.keepalive.timeout", "2");
    List<String> faults = run(args);
    if (!faults.isEmpty()) {
      System.exit(1);
    }
  }

  /** What is wrong; empty for a run that left nothing. */
  static List<String> run(String... args) throws Exception {
    Map<String, Long> options = new java.util.HashMap<>();
    if (List.of(args).equals(List.of("--check"))) {
      return new Soak(options).check();
    }
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length < 2 || !List.of("--seconds", "--redeploy", "--pause").contains(pair[0])) {
        throw new IllegalArgumentException("No option: " + arg);
      }
      options.put(pair[0].substring(2), Long.parseLong(pair[1]));
    }
    return new Soak(options).run();
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("it-tests/soak/pom.xml"))) {
      here = Objects.requireNonNull(here.getParent(), "not within the repository");
    }
    return here;
  }

  private Container start() throws IOException, InterruptedException {
    webapp(webapps.resolve("stay"));
    webapp(webapps.resolve("change"));
    war();
    return new Container(
        root.resolve("container/cli/target/slipway/bin/slipway"),
        webapps,
        certificate(),
        folder,
        List.of("server.watch=500ms"));
  }

  private List<String> check() throws Exception {
    List<String> faults = new ArrayList<>();
    try (Container container = start()) {
      Random random = new Random(1);
      for (Map.Entry<String, Client> client : new Clients(container).all().entrySet()) {
        try {
          client.getValue().call(random);
        } catch (Exception failure) {
          faults.add(client.getKey() + ": " + failure);
        }
      }
      touch();
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (container.logged("/change redeployed from").isEmpty()) {
        if (System.nanoTime() > deadline) {
          faults.add("not redeployed");
          break;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      Sample sample = container.sample(true);
      if (sample.loaders() < WEBAPPS || sample.threads() == 0 || sample.classes() == 0) {
        faults.add("no sample: " + sample);
      }
    }
    delete();
    return faults;
  }

  private List<String> run() throws Exception {
    List<String> faults = new ArrayList<>();
    try (Container container = start()) {
      long warm = Math.max(3, Math.min(60, seconds / 5));
      System.out.println(Sample.HEADER);
      load(container, warm, false);
      Sample before = settled(container, null);
      System.out.println(before.row("before"));
      load(container, seconds, true);
      Sample after = settled(container, before);
      System.out.println(after.row("after"));
      faults.addAll(after.leaks(before, WEBAPPS));
      long redeployed = container.logged("redeployed from").size();
      System.out.printf(
          Locale.ROOT,
          "%nredeployed %d, deployed %d, undeployed %d; %s%n",
          redeployed,
          container.logged(" deployed from").size(),
          container.logged("is undeployed").size(),
          calls);
      if (redeployed == 0) {
        faults.add("nothing was redeployed");
      }
      if (!faults.isEmpty()) {
        Files.writeString(folder.resolve("threads"), container.jcmd("Thread.print"));
        Files.writeString(folder.resolve("histogram"), container.jcmd("GC.class_histogram"));
        container.jcmd("GC.heap_dump", folder.resolve("heap.hprof").toString());
      }
      for (String line : container.logged("ERROR")) {
        System.out.println("log: " + line);
      }
    }
    wrong.stream().distinct().limit(20).forEach(faults::add);
    faults.forEach(fault -> System.out.println("WRONG: " + fault));
    System.out.println(
        faults.isEmpty() ? "nothing is left" : "see the log and what else is in " + folder);
    if (faults.isEmpty()) {
      delete();
    }
    return faults;
  }

  /** As soon as nothing is more than before, or when there is no hope. */
  private static Sample settled(Container container, @Nullable Sample before) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    new Clients(container).each("/page.jsp"); // a webapp that is new has compiled no page
    while (true) {
      Sample now = container.sample(true);
      boolean settled =
          before == null
              ? now.sessions() == 0 && now.requests() == 0 && now.loaders() <= WEBAPPS
              : now.leaks(before, WEBAPPS).isEmpty();
      if (settled || System.nanoTime() > deadline) {
        return now;
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  private void load(Container container, long duration, boolean shown) throws Exception {
    running = true;
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    new Clients(container)
        .all()
        .forEach((name, client) -> threads.add(start(name, () -> again(name, client))));
    threads.add(start("redeploy", this::redeploy));
    if (h2loadIsThere()) {
      threads.add(start("h2load", () -> h2load(container.tlsPort)));
    }
    long step = Math.max(1, duration / 10);
    for (long at = step; at <= duration; at += step) {
      TimeUnit.NANOSECONDS.sleep(begin + TimeUnit.SECONDS.toNanos(at) - System.nanoTime());
      if (shown && at < duration) {
        System.out.println(container.sample(false).row(at + " s"));
      }
      if (!container.runs()) {
        throw new IOException("The container has ended: see " + folder);
      }
    }
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Thread start(String name, Runnable run) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void again(String name, Client client) {
    Random random = new Random(name.hashCode());
    LongAdder count;
    synchronized (calls) {
      count = calls.computeIfAbsent(name, n -> new LongAdder());
    }
    while (running) {
      try {
        client.call(random);
        count.increment();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(2 * pauseMillis));
      } catch (InterruptedException end) {
        return;
      } catch (Exception failure) {
        wrong.add(name + ": " + failure);
      }
    }
  }

  /** The ways in which a webapp changes. */
  private void redeploy() {
    try {
      for (int turn = 0; running; turn++) {
        for (long i = 0; i < redeploySeconds * 10 && running; i++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
        switch (turn % 4) {
          case 1 -> war();
          case 3 -> Files.deleteIfExists(webapps.resolve("come.war"));
          default -> touch();
        }
      }
      war();
      TimeUnit.SECONDS.sleep(2); // so that it is there when the samples are taken
    } catch (IOException | InterruptedException failure) {
      wrong.add("redeploy: " + failure);
    }
  }

  private void touch() throws IOException {
    Files.setLastModifiedTime(
        webapps.resolve("change/WEB-INF/web.xml"), FileTime.fromMillis(System.currentTimeMillis()));
  }

  private static boolean h2loadIsThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "h2load")));
  }

  /** A second of HTTP/2 now and then; every other time it is killed within it. */
  private void h2load(int port) {
    LongAdder count;
    synchronized (calls) {
      count = calls.computeIfAbsent("h2load", n -> new LongAdder());
    }
    try {
      for (int turn = 0; running; turn++) {
        Process process =
            new ProcessBuilder(
                    "h2load",
                    "--clients=4",
                    "--max-concurrent-streams=8",
                    "--requests=1000",
                    "https://127.0.0.1:" + port + "/stay/text?size=20000")
                .redirectErrorStream(true)
                .start();
        if (turn % 2 == 0) {
          TimeUnit.MILLISECONDS.sleep(50);
          process.destroyForcibly();
        }
        String said = turn % 2 == 0 ? "" : new String(process.getInputStream().readAllBytes());
        process.waitFor();
        if (turn % 2 == 1 && !said.contains("1000 succeeded, 0 failed")) {
          wrong.add("h2load: " + said);
        }
        count.increment();
        for (int i = 0; i < 50 && running; i++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
    } catch (IOException | InterruptedException failure) {
      wrong.add("h2load: " + failure);
    }
  }

  private void webapp(Path target) throws IOException {
    copy(root.resolve("it-tests/soak/src/main/webapp"), target);
    copy(
        root.resolve("it-tests/soak/target/classes/webapp"),
        target.resolve("WEB-INF/classes/webapp"));
    Files.writeString(target.resolve("large.txt"), "0123456789".repeat(LARGE / 10));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  /** Puts a new one in place of the one that is there, in one step. */
  private void war() throws IOException {
    Path unfinished = folder.resolve("unfinished.war");
    Path from = webapps.resolve("stay");
    try (OutputStream out = Files.newOutputStream(unfinished);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> all = Files.walk(from)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(from.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, zip);
      }
    }
    Files.move(unfinished, webapps.resolve("come.war"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path certificate() throws IOException, InterruptedException {
    Path store = folder.resolve("tls.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair",
                "-alias",
                "soak",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                "10",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    return store;
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
