package io.slipway.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The distribution as a process, and what it says of itself. SIGTERM when closed. */
final class Container implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready at http://\\S+?:(\\d+)/");
  private static final Pattern TLS = Pattern.compile("TLS on port (\\d+)");
  private static final Pattern MANAGEMENT = Pattern.compile("management on port (\\d+)");
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  final int port;
  final int tlsPort;
  private final int managementPort;
  private final Process process;
  private final Path log;
  private final Path work;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * Returns when it is ready.
   *
   * @param folder for its work and its log
   */
  Container(Path script, Path webapps, Path certificate, Path folder, List<String> settings)
      throws IOException, InterruptedException {
    this.log = folder.resolve("log");
    this.work = Files.createDirectories(folder.resolve("work"));
    List<String> command =
        new java.util.ArrayList<>(
            List.of(script.toString(), "run", webapps.toString(), "--port", "0", "--work"));
    command.add(work.toString());
    Stream.concat(
            settings.stream(),
            Stream.of(
                "tls.port=0",
                "tls.certificate=" + certificate,
                "tls.password=changeit",
                "management.port=0",
                "management.metrics=true"))
        .forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLIPWAY_JAVA_OPTS", "-Xmx256m -XX:NativeMemoryTracking=summary");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    process = builder.start();
    long begin = System.nanoTime();
    while (find(READY) < 0) {
      if (!process.isAlive() || System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new IOException("The container does not start:\n" + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    port = find(READY);
    tlsPort = find(TLS);
    managementPort = find(MANAGEMENT);
  }

  private int find(Pattern number) throws IOException {
    Matcher matcher = number.matcher(Files.readString(log));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** Lines of the log with this in them. */
  List<String> logged(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(text)).toList();
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** What it is like now; after everything that can be collected has been, if asked for. */
  Sample sample(boolean collected) throws IOException, InterruptedException {
    if (collected) {
      jcmd("GC.run");
      jcmd("GC.run");
    }
    String metrics =
        client
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/metrics"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    long files;
    try (Stream<Path> all = Files.walk(work)) {
      files = all.filter(Files::isRegularFile).count();
    } catch (java.io.UncheckedIOException changing) {
      files = -1;
    }
    return new Sample(
        number(metrics, "jvm_threads_live_threads"),
        number(metrics, "process_files_open_files"),
        number(metrics, "jvm_buffer_memory_used_bytes\\{[^}]*id=\"direct\"[^}]*}"),
        number(metrics, "slipway_buffers_lent"),
        number(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}"),
        number(metrics, "jvm_classes_loaded_classes"),
        collected ? instances("io.slipway.deploy.WebappClassLoader") : -1,
        number(metrics, "slipway_sessions(?:\\{[^}]*})?"),
        number(metrics, "slipway_requests_in_flight"),
        files,
        nativeMemory(),
        resident());
  }

  /** The sum of all lines of that name. */
  private static long number(String metrics, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return (long) sum;
  }

  private long instances(String type) throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(type) + "(?:\\s|$)")
            .matcher(jcmd("GC.class_histogram"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private long nativeMemory() throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile("Total: reserved=\\d+KB, committed=(\\d+)KB")
            .matcher(jcmd("VM.native_memory", "summary"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : -1;
  }

  private long resident() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(-1);
    }
  }

  String jcmd(String... what) throws IOException, InterruptedException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(process.pid())));
    command.addAll(List.of(what));
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    run.waitFor();
    return said;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
