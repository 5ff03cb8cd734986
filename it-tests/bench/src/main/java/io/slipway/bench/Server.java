package io.slipway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server as a process of its own; SIGTERM when closed. */
final class Server implements AutoCloseable {
  /** Of the repository. */
  static final Path ROOT = root();

  static final Path TARGET = ROOT.resolve("it-tests/bench/target");
  static final Path SCRIPT = ROOT.resolve("container/cli/target/slipway/bin/slipway");
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** In {@code /proc}, on every Linux. */
  private static final long MILLIS_OF_TICK = 10;

  final Kind kind;
  final int port;
  private final Process process;

  /** From the start of the process to its first answer. */
  final Duration untilAnswer;

  /** Used until then. */
  final Duration cpuUntilAnswer;

  /**
   * Returns when it answers.
   *
   * @param pinned to the first processor; the load has the others. Else it has all, though this
   *     process has not
   */
  Server(Kind kind, Path webapp, List<String> flags, boolean pinned)
      throws IOException, InterruptedException {
    this.kind = kind;
    this.port = freePort();
    List<String> command = onProcessors(pinned ? 1 : all());
    command.addAll(kind.command(flags, port, webapp));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLIPWAY_JAVA_OPTS", String.join(" ", flags));
    builder.redirectErrorStream(true);
    builder.redirectOutput(TARGET.resolve(kind + ".log").toFile());
    long begin = System.nanoTime();
    process = builder.start();
    byte[] first =
        Scenario.all().stream().filter(kind::answers).findFirst().orElseThrow().request(null);
    while (true) {
      try {
        if (Load.once(port, first).status() == 200) {
          break;
        }
      } catch (IOException notYet) {
        if (!process.isAlive() || System.nanoTime() - begin > PATIENCE_NANOS) {
          close();
          throw new IOException(
              kind + " does not answer:\n" + Files.readString(TARGET.resolve(kind + ".log")),
              notYet);
        }
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    untilAnswer = Duration.ofNanos(System.nanoTime() - begin);
    cpuUntilAnswer = cpu();
  }

  /**
   * Slipway's class-data archive, as {@code slipway} makes it: on all processors, because a JVM
   * that has one takes another collector, whose archive costs those with more a relocation.
   *
   * @throws IOException if there is none then
   */
  static void makeArchive() throws IOException, InterruptedException {
    List<String> command = onProcessors(all());
    command.addAll(List.of(SCRIPT.toString(), "archive"));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("SLIPWAY_JAVA_OPTS");
    int exitCode = builder.start().waitFor();
    if (exitCode != 0) {
      throw new IOException("slipway archive: exit code " + exitCode);
    }
  }

  /**
   * The beginning of a command that has the first of the processors; empty where that cannot be
   * said.
   */
  private static List<String> onProcessors(int number) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      command.addAll(List.of("taskset", "-c", "0-" + (number - 1)));
    }
    return command;
  }

  /** Processors and, on Linux, what they are. */
  static String machine() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String model = "";
    if (Files.exists(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        model =
            lines
                .filter(line -> line.startsWith("model name"))
                .map(line -> " (" + line.substring(line.indexOf(':') + 1).strip() + ")")
                .findFirst()
                .orElse("");
      }
    }
    return all() + " processors" + model;
  }

  /** Processors of the machine; this process may have fewer. */
  private static int all() {
    return Integer.getInteger("bench.processors", Runtime.getRuntime().availableProcessors());
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("it-tests/bench/pom.xml"))) {
      here = Objects.requireNonNull(here.getParent(), "not within the repository");
    }
    return here;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** User and system time of the process so far, and of those that it has waited for. */
  Duration cpu() throws IOException {
    Path stat = Path.of("/proc/" + process.pid() + "/stat");
    if (!Files.exists(stat)) {
      return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = 11; i < 15; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return Duration.ofMillis(ticks * MILLIS_OF_TICK);
  }

  /** Resident memory in bytes; 0 where the system does not say. */
  long resident() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    }
  }

  /** Heap in use, in bytes, after everything that can be collected has been. */
  long liveHeap() throws IOException, InterruptedException {
    jcmd("GC.run");
    jcmd("GC.run");
    String info = jcmd("GC.heap_info");
    int used = info.indexOf("used ");
    return Long.parseLong(info.substring(used + 5, info.indexOf('K', used))) * 1024;
  }

  private String jcmd(String what) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
    Process run =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), what)
            .redirectErrorStream(true)
            .start();
    String said = new String(run.getInputStream().readAllBytes());
    run.waitFor();
    return said;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
