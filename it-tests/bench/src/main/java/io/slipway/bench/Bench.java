package io.slipway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures servers in one interleaved run.
 *
 * <p>All are started and answer every kind of request rightly before anything is measured. Each
 * round visits each scenario, and in it one server after the other, beginning with another one each
 * time; the first round is not counted, because the JIT compilers still work. What counts is the
 * processor time of the server for a request: requests per second depend on the load as well.
 */
final class Bench {
  /** The last keeps Slipway from making its class-data archive beside the measurement. */
  private static final List<String> FLAGS =
      List.of("-Xms512m", "-Xmx512m", "-XX:ActiveProcessorCount=2", "-Xshare:auto");

  private final Options options;
  private final Path webapp;
  private final Report report = new Report();

  /**
   * What the command line says, {@code --rounds=2 --servers=SLIPWAY,JETTY}.
   *
   * @param scenarios by name; empty for all
   * @param servers empty for all
   * @param rounds that are counted; 0 leaves the requests out
   * @param seconds of each measured stretch
   * @param starts of each server; 0 leaves them out
   * @param connections idle ones to each server; 0 leaves them out
   * @param check that the answers are right, and measure nothing
   * @param publish table and chart in README.md and {@code docs}, in the place of this JDK's
   */
  record Options(
      List<String> scenarios,
      List<Kind> servers,
      int rounds,
      double seconds,
      int starts,
      int connections,
      boolean check,
      boolean publish) {
    static Options of(String... words) {
      Map<String, String> given = new LinkedHashMap<>();
      for (String word : words) {
        int equals = word.indexOf('=');
        given.put(equals < 0 ? word : word.substring(0, equals), word.substring(equals + 1));
      }
      Options options =
          new Options(
              list(given.remove("--scenarios")),
              list(given.remove("--servers")).stream().map(Kind::valueOf).toList(),
              Integer.parseInt(or(given.remove("--rounds"), "3")),
              Double.parseDouble(or(given.remove("--seconds"), "2")),
              Integer.parseInt(or(given.remove("--starts"), "0")),
              Integer.parseInt(or(given.remove("--connections"), "0")),
              given.remove("--check") != null,
              given.remove("--publish") != null);
      if (!given.isEmpty()) {
        throw new IllegalArgumentException("There is no option " + given.keySet());
      }
      return options;
    }

    private static String or(@Nullable String given, String otherwise) {
      return given == null ? otherwise : given;
    }

    private static List<String> list(@Nullable String given) {
      return given == null ? List.of() : Arrays.asList(given.split(","));
    }
  }

  private Bench(Options options, Path webapp) {
    this.options = options;
    this.webapp = webapp;
  }

  public static void main(String[] args) throws Exception {
    Path webapp = Server.TARGET.resolve("webapp");
    prepare(webapp);
    System.out.print(new Bench(Options.of(args), webapp).run());
  }

  /** The folder that every server gets. */
  private static void prepare(Path folder) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("WEB-INF/classes/webapp"));
    try (Stream<Path> compiled = Files.list(Server.TARGET.resolve("classes/webapp"))) {
      for (Path file : compiled.toList()) {
        Files.copy(file, classes.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    for (Map.Entry<String, byte[]> file : Scenario.FILES.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.write(path, file.getValue());
      Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }
  }

  private String run() throws IOException, InterruptedException {
    List<Kind> kinds = options.servers.isEmpty() ? Kind.present() : options.servers;
    List<Scenario> scenarios =
        Scenario.all().stream()
            .filter(s -> options.scenarios.isEmpty() || options.scenarios.contains(s.name()))
            .filter(s -> !s.http2() || Http2Load.isThere())
            .toList();
    if (options.check || options.rounds > 0) {
      requests(kinds, scenarios);
    }
    List<Kind> onJvm = kinds.stream().filter(Kind::isOnJvm).toList();
    if (options.starts > 0) {
      starts(onJvm);
    }
    if (options.connections > 0) {
      connections(onJvm);
    }
    String table = report.table() + '\n' + circumstances() + '\n';
    if (options.publish) {
      Published.put(table, report);
    }
    return table;
  }

  private String circumstances() throws IOException {
    return "JDK %s, %s, %s; %s; %s; %d rounds of %s s, %d starts, %d idle connections."
        .formatted(
            System.getProperty("java.version"),
            Server.machine(),
            System.getProperty("os.name"),
            Kind.versions(),
            String.join(" ", FLAGS),
            options.rounds,
            options.seconds,
            options.starts,
            options.connections);
  }

  private void requests(List<Kind> kinds, List<Scenario> scenarios)
      throws IOException, InterruptedException {
    List<Server> servers = new ArrayList<>();
    try {
      for (Kind kind : kinds) {
        servers.add(new Server(kind, webapp, FLAGS, true));
      }
      for (Scenario scenario : scenarios) {
        for (Server server : of(servers, scenario)) {
          check(server, scenario);
        }
      }
      for (int round = 0; round <= (options.check ? -1 : options.rounds); round++) {
        System.err.println("round " + round + " of " + options.rounds);
        for (Scenario scenario : scenarios) {
          List<Server> who = of(servers, scenario);
          for (int i = 0; i < who.size(); i++) {
            Server server = who.get((round + i) % who.size());
            double micros = measure(server, scenario);
            if (round > 0) {
              report.add(scenario.name(), "µs", server.kind, micros);
            }
          }
        }
      }
    } finally {
      for (Server server : servers) {
        server.close();
      }
    }
  }

  private static List<Server> of(List<Server> servers, Scenario scenario) {
    return servers.stream().filter(server -> server.kind.answers(scenario)).toList();
  }

  private void check(Server server, Scenario scenario) throws IOException, InterruptedException {
    String wrong = scenario.wrong(Load.once(server.port, scenario.request(null)));
    if (wrong != null) {
      throw new IOException(server.kind + " answers " + scenario.name() + " with " + wrong);
    }
    if (options.check) {
      load(server, scenario, 10, Long.MAX_VALUE);
    }
  }

  private static long load(Server server, Scenario scenario, long most, long nanos)
      throws IOException, InterruptedException {
    if (scenario.http2()) {
      return Http2Load.run(server, scenario, most, nanos);
    }
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < scenario.connections(); i++) {
      String cookie = null;
      if (scenario.session()) {
        String set = Load.once(server.port, scenario.request(null)).header("Set-Cookie");
        cookie = set.substring(0, set.indexOf(';'));
      }
      requests.add(scenario.request(cookie));
    }
    return Load.run(server.port, requests, scenario.status(), most, nanos);
  }

  private double measure(Server server, Scenario scenario)
      throws IOException, InterruptedException {
    try {
      load(server, scenario, scenario.ramp(), Long.MAX_VALUE);
      Duration before = server.cpu();
      long answers = load(server, scenario, Long.MAX_VALUE, (long) (options.seconds * 1e9));
      return server.cpu().minus(before).toNanos() / 1e3 / answers;
    } catch (IOException e) {
      throw new IOException(server.kind + ", " + scenario.name() + ": " + e.getMessage(), e);
    }
  }

  /** As shipped: no flags, every processor, and Slipway's archive made as `slipway` makes it. */
  private void starts(List<Kind> kinds) throws IOException, InterruptedException {
    if (kinds.contains(Kind.SLIPWAY)) {
      Server.makeArchive();
    }
    for (int round = 0; round < options.starts; round++) {
      for (int i = 0; i < kinds.size(); i++) {
        Kind kind = kinds.get((round + i) % kinds.size());
        try (Server server = new Server(kind, webapp, List.of(), false)) {
          report.add("start, processor time", "ms", kind, millis(server.cpuUntilAnswer));
          report.add("start, wall clock", "ms", kind, millis(server.untilAnswer));
          TimeUnit.MILLISECONDS.sleep(500);
          report.add("start, memory", "MiB", kind, server.resident() / 1048576.0);
        }
      }
    }
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }

  /** Connections that have asked once and stay. */
  private void connections(List<Kind> kinds) throws IOException, InterruptedException {
    Scenario hello = Scenario.all().get(0);
    byte[] request = hello.request(null);
    for (Kind kind : kinds) {
      List<Socket> sockets = new ArrayList<>();
      try (Server server = new Server(kind, webapp, FLAGS, true)) {
        load(server, hello, 60_000, Long.MAX_VALUE);
        long heap = server.liveHeap();
        long resident = server.resident();
        byte[] answer = new byte[8192];
        for (int i = 0; i < options.connections; i++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port);
          sockets.add(socket);
          socket.getOutputStream().write(request);
          String start =
              new String(
                  answer, 0, socket.getInputStream().read(answer), StandardCharsets.ISO_8859_1);
          if (!start.startsWith("HTTP/1.1 200")) {
            throw new IOException(kind + ": " + start);
          }
        }
        double grown = (server.resident() - resident) / 1024.0 / options.connections;
        double live = (server.liveHeap() - heap) / 1024.0 / options.connections;
        report.add("idle connection, heap", "KiB", kind, live);
        report.add("idle connection, process", "KiB", kind, grown);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }
}
