package io.slipway.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is measured; those on the JVM each with the jars that are its own. */
enum Kind {
  SLIPWAY("Slipway", ""),
  TOMCAT("Tomcat", "(tomcat-embed|jakarta.annotation).*"),
  JETTY("Jetty", "(jetty|asm|slf4j|jakarta).*"),
  UNDERTOW("undertow-servlet", "(undertow|xnio|jboss|wildfly|smallrye|jakarta).*"),
  /** Not a competitor: handlers by hand, without servlets. */
  RAW("raw Undertow", "(undertow-core|xnio|jboss|wildfly|smallrye|jakarta.servlet).*"),
  /** Not a competitor: files alone. Where it is installed. */
  NGINX("nginx", "");

  private static final String NGINX_CONF =
      """
      daemon off;
      master_process off;
      pid %1$s/nginx.pid;
      error_log stderr error;
      events { worker_connections 4096; }
      http {
        access_log off;
        sendfile on;
        tcp_nopush on;
        keepalive_requests 100000000;
        client_body_temp_path %1$s/nginx-temp;
        proxy_temp_path %1$s/nginx-temp;
        fastcgi_temp_path %1$s/nginx-temp;
        uwsgi_temp_path %1$s/nginx-temp;
        scgi_temp_path %1$s/nginx-temp;
        default_type application/octet-stream;
        types { text/plain txt; text/css css; text/javascript js; }
        gzip on;
        gzip_comp_level 6;
        gzip_min_length 2048;
        gzip_types text/plain text/css text/javascript;
        server { listen 127.0.0.1:%2$d backlog=1024; root %3$s; }
      }
      """;

  final String title;
  private final String jars;

  Kind(String title, String jars) {
    this.title = title;
    this.jars = jars;
  }

  /** Those that can be started here. */
  static List<Kind> present() {
    boolean nginx =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nginx")));
    return Stream.of(values()).filter(kind -> kind != NGINX || nginx).toList();
  }

  /** Of the jars that can be told apart by their names' beginning; empty for none. */
  static String versions() throws IOException {
    try (Stream<Path> all = Files.list(Server.TARGET.resolve("lib"))) {
      return all.map(jar -> jar.getFileName().toString())
          .filter(name -> name.matches("(tomcat-embed-core|jetty-server|undertow-\\w+)-\\d.*"))
          .map(name -> name.replaceAll("(-embed-core|-server)?-(\\d.*)\\.jar", " $2"))
          .sorted()
          .collect(Collectors.joining(", "));
    }
  }

  boolean isOnJvm() {
    return this != NGINX;
  }

  boolean answers(Scenario scenario) {
    return isOnJvm() || scenario.isOfFile() && !scenario.http2();
  }

  List<String> command(List<String> flags, int port, Path webapp) throws IOException {
    return switch (this) {
      case SLIPWAY ->
          List.of(
              Server.SCRIPT.toString(),
              "run",
              webapp.toString(),
              "--quiet",
              "--port",
              Integer.toString(port),
              // as the others have it
              "--set",
              "compression.min-size=2KB",
              "--set",
              "compression.level=6",
              "--set",
              "server.h2c=true",
              "--set",
              "limits.max-requests-per-connection=0",
              "--set",
              "limits.max-connections=0",
              "--set",
              "limits.max-connections-per-address=0");
      case NGINX -> nginx(port, webapp);
      default -> peer(flags, port, webapp);
    };
  }

  private static List<String> nginx(int port, Path webapp) throws IOException {
    Path conf = Server.TARGET.resolve("nginx.conf");
    Files.writeString(conf, NGINX_CONF.formatted(Server.TARGET, port, webapp));
    return List.of("nginx", "-e", "stderr", "-p", Server.TARGET.toString(), "-c", conf.toString());
  }

  private List<String> peer(List<String> flags, int port, Path webapp) throws IOException {
    String path;
    try (Stream<Path> all = Files.list(Server.TARGET.resolve("lib"))) {
      path =
          all.filter(jar -> jar.getFileName().toString().matches(jars))
              .map(Path::toString)
              .sorted()
              .collect(Collectors.joining(":", Server.TARGET.resolve("classes") + ":", ""));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(flags);
    String name = name().substring(0, 1) + name().substring(1).toLowerCase(Locale.ROOT);
    command.addAll(List.of("-cp", path, "io.slipway.bench." + name + "Peer"));
    command.addAll(List.of(Integer.toString(port), webapp.toString()));
    return command;
  }
}
