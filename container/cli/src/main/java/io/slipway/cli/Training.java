package io.slipway.cli;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the JVM watches to make a {@link StartupArchive}: two starts as users do them, of small
 * webapps of its own, one of them without a descriptor, and requests of common kinds.
 */
final class Training {
  /** Enough for the JVM to learn which methods are hot; takes about a second. */
  private static final int ROUNDS = 200;

  private static final String DESCRIPTOR =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <context-param><param-name>a</param-name><param-value>b</param-value></context-param>
        <error-page><error-code>404</error-code><location>/error.html</location></error-page>
      </web-app>
      """;

  private static final String FORM = "first=Ada&last=Lovelace&comment=The+engine+weaves";

  private static final List<String> REQUESTS =
      List.of(
          "GET / HTTP/1.1\r\nAccept-Encoding: gzip\r\n",
          "GET /index.html HTTP/1.1\r\n",
          "GET /none HTTP/1.1\r\n",
          "GET /do?hello HTTP/1.1\r\nUser-Agent: training\r\nAccept: */*\r\n",
          "GET /do?page HTTP/1.1\r\nAccept-Encoding: gzip, br\r\n",
          "GET /do?session HTTP/1.1\r\nCookie: a=b\r\n",
          "GET /do?forward HTTP/1.1\r\n",
          "POST /do?form HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              + "Content-Length: "
              + FORM.length()
              + "\r\n");

  private Training() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("slipway-training");
    folder.toFile().deleteOnExit();
    file(folder, "conf/slipway.yaml", "server:\n  port: 0\n");
    file(folder, "app/index.html", "<!DOCTYPE html><title>Training</title>\n".repeat(100));
    file(folder, "app/error.html", "<!DOCTYPE html><title>Error</title>\n");
    file(folder, "app/WEB-INF/web.xml", DESCRIPTOR);
    for (Class<?> type : List.of(Servlet.class, Filter.class)) {
      String name = "/" + type.getName().replace('.', '/') + ".class";
      try (InputStream code = Training.class.getResourceAsStream(name)) {
        byte[] content = code.readAllBytes();
        file(folder, "app/WEB-INF/classes" + name, content);
        file(folder, "plain/WEB-INF/classes" + name, content);
      }
    }

    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Main main =
        new Main(
            new PrintStream(said, true, StandardCharsets.UTF_8), System.err, Map.of(), Home.find());
    String conf = folder.resolve("conf").toString();
    int exitCode = main.run(List.of("run", folder.resolve("app").toString(), "--conf", conf));
    if (exitCode == 0) {
      String plain = folder.resolve("plain").toString();
      exitCode =
          main.run(List.of("run", plain, "--conf", conf, "--port", "0", "--context", "/plain"));
    }
    if (exitCode == 0) {
      String ready =
          said.toString(StandardCharsets.UTF_8).replaceFirst("(?s).*?ready at (\\S+).*", "$1");
      int port = URI.create(ready).getPort();
      for (int round = 0; round < ROUNDS; round++) {
        for (String request : REQUESTS) {
          ask(port, request);
        }
      }
    }
    System.exit(exitCode);
  }

  private static void ask(int port, String request) throws IOException {
    String head = request + "Host: localhost\r\nConnection: close\r\n\r\n";
    String body = request.startsWith("POST") ? FORM : "";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
      if (socket.getInputStream().readAllBytes().length == 0) {
        throw new IOException("no answer to " + request);
      }
    }
  }

  private static void file(Path folder, String name, String text) throws IOException {
    file(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Everything goes when the JVM ends, the last first. */
  private static void file(Path folder, String name, byte[] content) throws IOException {
    Path path = folder;
    for (Path each : folder.getFileSystem().getPath(name.substring(name.startsWith("/") ? 1 : 0))) {
      if (!path.equals(folder) && !Files.exists(path)) {
        Files.createDirectory(path);
        path.toFile().deleteOnExit();
      }
      path = path.resolve(each);
    }
    Files.write(path, content);
    path.toFile().deleteOnExit();
  }

  /** Copied into the webapp. */
  @WebServlet("/do")
  public static final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      String what = String.valueOf(request.getQueryString());
      if (what.equals("forward")) {
        request.getRequestDispatcher("/index.html").forward(request, response);
        return;
      }
      response.setContentType("text/html; charset=UTF-8");
      if (what.equals("session")) {
        request.getSession().setAttribute("a", "b");
      }
      int lines = what.equals("page") ? 300 : 1;
      for (int i = 0; i < lines; i++) {
        response.getWriter().println("<p>Hello, World! " + i + "</p>");
      }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().println(request.getParameter("comment"));
    }
  }

  /** Copied into the webapp. */
  @WebFilter("/do")
  public static final class Filter extends HttpFilter {
    private static final long serialVersionUID = 1L;
  }
}
