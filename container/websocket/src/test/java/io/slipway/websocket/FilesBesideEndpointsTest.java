package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CountingThreads;
import io.slipway.threads.ThreadStrategies;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Static files of webapps with endpoints are answered on the IO thread; handshakes are not. */
class FilesBesideEndpointsTest extends SocketTest {
  private static final String HANDSHAKE =
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  /** At the path of a file. */
  private static final String ECHO =
      """
      @ServerEndpoint("/both.txt")
      public class Echo {
        @OnMessage public String text(String message) { return message; }
      }
      """;

  private final CountingThreads threads = new CountingThreads(ThreadStrategies.best());

  @BeforeEach
  void make() throws Exception {
    webapp
        .source("Echo", ECHO)
        .file("both.txt", "a file")
        .file("file.txt", "another")
        .file("script.js", "f()")
        .file("index.html", "welcome");
    // What has just been written is not kept in memory yet
    for (String name : List.of("both.txt", "file.txt", "script.js", "index.html")) {
      Files.setLastModifiedTime(webapp.root.resolve(name), FileTime.fromMillis(0));
    }
  }

  private void start() throws Exception {
    start(plain().threads(threads), "/");
  }

  /** The whole answer but for its date. */
  private String ask(String method, String path, String fields) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", slipway.port())) {
      socket.setSoTimeout(20_000);
      String connection = fields.contains("Upgrade") ? "close, Upgrade" : "close";
      String request =
          "%s /app%s HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n%s\r\n"
              .formatted(method, path, connection, fields.isEmpty() ? "" : fields + "\r\n");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .replaceFirst("\r\nDate: [^\r]*", "");
    }
  }

  private String get(String path) throws Exception {
    return ask("GET", path, "");
  }

  /** Whether a request becomes a servlet's even when the file is known. */
  private boolean isServlets(String path, String fields) throws Exception {
    get(path);
    int before = threads.requests.get();
    ask("GET", path, fields);
    return threads.requests.get() > before;
  }

  private URI uri(String path) {
    return slipway.uri("/app" + path);
  }

  private void echoes(String path) throws Exception {
    try (Talk talk = Talk.to(uri(path))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /file.txt, '', 200",
    "GET, /both.txt, '', 200",
    "HEAD, /file.txt, '', 200",
    "GET, /, '', 200",
    "GET, /file.txt, If-None-Match: *, 304",
    "GET, /file.txt, Range: bytes=1-3, 206",
    "GET, /file.txt, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, 200",
  })
  void aKnownFileNeedsNoServlet(String method, String path, String fields, int status)
      throws Exception {
    start();
    get(path);
    int before = threads.requests.get();
    String answer = ask(method, path, fields);
    assertThat(threads.requests).hasValue(before);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void theServletsAnswerIsTheSame() throws Exception {
    start();
    String first = get("/file.txt");
    assertThat(threads.requests).hasValue(1);
    assertThat(first).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nanother");
    assertThat(get("/file.txt")).isEqualTo(first);
    assertThat(threads.requests).hasValue(1);
    for (String method : new String[] {"OPTIONS", "POST"}) {
      assertThat(ask(method, "/file.txt", "Content-Length: 0"))
          .startsWith("HTTP/1.1 " + (method.equals("POST") ? 405 : 200))
          .contains("\r\nAllow: ");
    }
    assertThat(threads.requests).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {HANDSHAKE, "Upgrade: websocket", "Upgrade: other"})
  void whatAsksForAnUpgradeWhereThereIsNoneGetsTheFile(String fields) throws Exception {
    start();
    String plain = get("/file.txt");
    assertThat(isServlets("/file.txt", fields)).isTrue();
    assertThat(ask("GET", "/file.txt", fields)).isEqualTo(plain);
    assertThat(ask("HEAD", "/file.txt", fields))
        .isEqualTo(plain.substring(0, plain.length() - "another".length()));
  }

  @Test
  void anEndpointAtThePathOfAFileIsReached() throws Exception {
    start();
    for (int i = 0; i < 2; i++) {
      assertThat(isServlets("/both.txt", "")).isFalse();
      echoes("/both.txt");
      assertThat(get("/both.txt")).endsWith("\r\n\r\na file");
    }
  }

  @Test
  void soIsOneThatIsAddedByAListenerOrWhileTheFileIsKnown() throws Exception {
    webapp
        .source(
            "Later",
            """
            public class Later extends Endpoint {
              public void onOpen(Session session, EndpointConfig config) {
                session.addMessageHandler(String.class, text -> session.getAsyncRemote().sendText(text));
              }
              static void at(String path, ServletContext context) {
                try {
                  ((ServerContainer) context.getAttribute(ServerContainer.class.getName()))
                      .addEndpoint(ServerEndpointConfig.Builder.create(Later.class, path).build());
                } catch (DeploymentException e) {
                  throw new IllegalStateException(e);
                }
              }
            }
            """)
        .source(
            "Start",
            """
            @WebListener
            public class Start implements ServletContextListener {
              @Override public void contextInitialized(ServletContextEvent event) {
                Later.at("/file.txt", event.getServletContext());
              }
            }
            """)
        .source(
            "Add",
            """
            @WebServlet("/add")
            public class Add extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                Later.at("/script.js", getServletContext());
              }
            }
            """);
    start();
    assertThat(isServlets("/file.txt", "")).isFalse();
    echoes("/file.txt");
    assertThat(isServlets("/script.js", "")).isFalse();
    assertThat(get("/add")).startsWith("HTTP/1.1 200");
    echoes("/script.js");
    assertThat(isServlets("/script.js", "")).isFalse();
  }

  @Test
  void aFilterOfTheWebappSeesItsFilesAndHandshakes() throws Exception {
    webapp.source(
        "Closed",
        """
        @WebFilter({"*.js", "/both.txt"})
        public class Closed extends HttpFilter {
          @Override protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
              throws IOException, ServletException {
            if (request.getParameter("no") != null) {
              response.sendError(418);
            } else {
              chain.doFilter(request, response);
            }
          }
        }
        """);
    start();
    assertThat(isServlets("/script.js", "")).isTrue();
    assertThat(isServlets("/both.txt", "")).isTrue();
    assertThat(isServlets("/file.txt", "")).isFalse();
    assertThat(get("/both.txt?no")).startsWith("HTTP/1.1 418");
    assertThat(ask("GET", "/both.txt?no", HANDSHAKE)).startsWith("HTTP/1.1 418");
    echoes("/both.txt");
  }
}
