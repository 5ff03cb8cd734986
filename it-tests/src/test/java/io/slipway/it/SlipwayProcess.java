package io.slipway.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution's own start script, as a process. */
final class SlipwayProcess implements AutoCloseable {
  /** Of the repository. */
  static final Path ROOT =
      Path.of(System.getProperty("slipway.root", "..")).toAbsolutePath().normalize();

  static final Path DISTRIBUTION = ROOT.resolve("container/cli/target/slipway");

  private static final Pattern READY = Pattern.compile("ready at (\\S+) after \\d+ ms.*");
  private static final long PATIENCE_SECONDS = 120;
  private static final int SIGINT = 2;

  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final Thread outReader;
  private final Thread errReader;

  /** Completed by the ready line, or with an exception when the process ends before it. */
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  private SlipwayProcess(
      Path script,
      Path directory,
      Map<String, String> environment,
      String input,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(script.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    // The Java that runs the tests; flags that a build machine sets for all Javas make them talk.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().putAll(environment);
    process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    outReader = reader(process.getInputStream(), out);
    errReader = reader(process.getErrorStream(), err);
    process.onExit().thenRun(this::endedUnready);
  }

  /** Runs a command and waits for its end. */
  static SlipwayProcess finished(String... arguments) throws Exception {
    SlipwayProcess process = started(arguments);
    process.exitCode();
    return process;
  }

  /** Runs a command with something on its standard input. */
  static SlipwayProcess fed(String input, String... arguments) throws Exception {
    SlipwayProcess process =
        new SlipwayProcess(
            DISTRIBUTION.resolve("bin/slipway"), DISTRIBUTION, Map.of(), input, List.of(arguments));
    process.exitCode();
    return process;
  }

  /** Starts a command; does not wait. */
  static SlipwayProcess started(String... arguments) throws IOException {
    return started(DISTRIBUTION.resolve("bin/slipway"), DISTRIBUTION, Map.of(), arguments);
  }

  static SlipwayProcess started(
      Path script, Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    return new SlipwayProcess(script, directory, environment, "", List.of(arguments));
  }

  /** Starts {@code run} on a free port and waits until it is ready. */
  static SlipwayProcess serving(Object... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("run", "--port", "0"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    SlipwayProcess process = started(all.toArray(String[]::new));
    try {
      process.uri();
      return process;
    } catch (Exception e) {
      process.close();
      throw e;
    }
  }

  private Thread reader(InputStream in, List<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                  synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                  }
                  Matcher matcher = READY.matcher(line);
                  if (matcher.matches()) {
                    ready.complete(URI.create(matcher.group(1)));
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void endedUnready() {
    try {
      outReader.join();
      errReader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ready.completeExceptionally(
        new IllegalStateException("ended without being ready:\n" + out() + err()));
  }

  /** That it says it is ready at. */
  URI uri() throws Exception {
    return ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  URI uri(String path) throws Exception {
    return uri().resolve(path);
  }

  int port() throws Exception {
    return uri().getPort();
  }

  int exitCode() throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("does not end:\n" + out() + err());
    }
    outReader.join();
    errReader.join();
    return process.exitValue();
  }

  String out() {
    synchronized (out) {
      return String.join("\n", out) + "\n";
    }
  }

  /** What has been read of it so far: all of it, once {@link #exitCode} has returned. */
  String err() {
    synchronized (err) {
      return String.join("\n", err) + "\n";
    }
  }

  /** Waits until a line of the log contains this; false if that takes too long. */
  boolean logs(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (err) {
      while (err.stream().noneMatch(line -> line.contains(text))) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        err.wait(left);
      }
    }
    return true;
  }

  boolean runs() {
    return process.isAlive();
  }

  /** SIGTERM; does not wait. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** False among the background jobs of a shell: they and what they start ignore SIGINT. */
  static boolean mayBeInterrupted() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return true;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElse("SigIgn: 0")
            .substring("SigIgn:".length())
            .strip();
    return (Long.parseUnsignedLong(ignored, 16) & 1L << (SIGINT - 1)) == 0;
  }

  /** Ctrl-C; does not wait. */
  void interrupt() throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
