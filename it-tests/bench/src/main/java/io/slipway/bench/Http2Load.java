package io.slipway.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load over HTTP/2: {@code h2load} of nghttp2, where it is on the path. */
final class Http2Load {
  private static final int CONNECTIONS = 8;
  private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) succeeded, (\\d+) failed");

  private Http2Load() {}

  static boolean isThere() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "h2load")));
  }

  /**
   * As {@link Load#run}, but requests that fail are only told; time is in whole seconds, at least
   * one.
   */
  static long run(Server server, Scenario scenario, long most, long nanos)
      throws IOException, InterruptedException {
    String bound =
        nanos == Long.MAX_VALUE
            ? "--requests=" + Math.max(CONNECTIONS, most)
            : "--duration=" + Math.max(1, nanos / 1_000_000_000);
    Process process =
        new ProcessBuilder(
                "h2load",
                "--clients=" + CONNECTIONS,
                "--max-concurrent-streams=4",
                bound,
                "http://127.0.0.1:" + server.port + scenario.path())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher matcher = SUCCEEDED.matcher(said);
    if (!matcher.find() || matcher.group(1).equals("0")) {
      throw new IOException("h2load fails: " + said);
    }
    if (!matcher.group(2).equals("0")) {
      System.err.println(server.kind + ": " + matcher.group(2) + " requests over HTTP/2 failed");
    }
    return Long.parseLong(matcher.group(1));
  }
}
