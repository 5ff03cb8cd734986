package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.wire.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest extends SocketTest {
  @Override
  @AfterEach
  void stop() {
    super.stop();
    System.clearProperty("websocket.test.closed");
  }

  private static final String ECHO =
      """
      @ServerEndpoint("/echo")
      public class Echo {
        @OnMessage public String text(String message) { return message; }
        @OnClose public void close(CloseReason reason) {
          System.setProperty("websocket.test.closed", reason.getCloseCode().getCode() + " " + (Thread.currentThread().getContextClassLoader() == Echo.class.getClassLoader()));
        }
      }
      """;

  private static String get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aStoppedContainerGoesAway() throws Exception {
    webapp.source("Echo", ECHO);
    try (Talk talk = Talk.to(start("/echo"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
      slipway.close();
      assertThat(talk.hear()).isEqualTo("close 1001");
      assertThat(System.getProperty("websocket.test.closed")).isEqualTo("1001 true");
    }
  }

  /** It cannot do its work: nobody else would end the session. */
  @Test
  void anEndpointThatFailsToOpenIsToldAndItsSessionIsClosed() throws Exception {
    webapp.source(
        "Unwell",
        """
        @ServerEndpoint("/unwell")
        public class Unwell {
          @OnOpen public void open(Session session) { throw new IllegalStateException("unwell"); }
          @OnError public void error(Session session, Throwable failure) throws IOException {
            session.getBasicRemote().sendText(failure.getMessage());
          }
        }
        """);
    try (Talk talk = Talk.to(start("/unwell"))) {
      assertThat(talk.hear()).isEqualTo("unwell");
      assertThat(talk.hear()).isEqualTo("close 1011");
    }
  }

  @Test
  void aClientThatVanishesIsAnAbnormalClose() throws Exception {
    webapp.source("Echo", ECHO);
    try (Talk talk = Talk.to(start("/echo"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
    }
    Await.await(() -> System.getProperty("websocket.test.closed") != null);
    assertThat(System.getProperty("websocket.test.closed")).isEqualTo("1006 true");
  }

  /** On virtual threads their ends meet at the monitors of XNIO and of the JDK's selectors. */
  @Test
  void manySocketsThatEndAtOnceDoNotStopTheServer() throws Exception {
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    for (int round = 0; round < 5; round++) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        sockets.add(socket);
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        handshake(uri, in, socket.getOutputStream(), "none");
        socket.getOutputStream().write(frame(0x81, new byte[] {'x'}));
        assertThat(in.readNBytes(3)).containsExactly(0x81, 1, 'x');
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void anUndeployedWebappIsForgotten() throws Exception {
    webapp
        .source("Echo", ECHO)
        .source(
            "Loader",
            """
            @WebServlet("/loader")
            public class Loader extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                System.getProperties().put("websocket.test.loader", new java.lang.ref.WeakReference<>(Loader.class.getClassLoader()));
              }
            }
            """);
    URI uri = start("/echo");
    get(uri.resolve("loader"));
    WeakReference<?> loader =
        (WeakReference<?>) System.getProperties().remove("websocket.test.loader");
    try (Talk talk = Talk.to(uri)) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
      slipway.undeploy("/app");
      assertThat(talk.hear()).isEqualTo("close 1001");
    }
    Await.await(
        () -> {
          System.gc();
          return loader.get() == null;
        });
  }

  /** Else clients fill the memory with what has come of messages that are too large. */
  @ParameterizedTest
  @ValueSource(strings = {"close", "a message that is too large"})
  void whatFailsBehindTheEndOfASocketKeepsNothingOfIt(String message) throws Exception {
    webapp.source(
        "Small",
        """
        @ServerEndpoint("/small")
        public class Small {
          @OnOpen public void open(Session session) {
            System.getProperties().put("websocket.test.session", new java.lang.ref.WeakReference<>(session));
          }
          @OnMessage(maxMessageSize = 10) public void text(String message, Session session) throws IOException {
            session.close();
            throw new IOException(message);
          }
          @OnError public void failed(Throwable failure) {}
        }
        """);
    try (Talk talk = Talk.to(start("/small"))) {
      assertThat(talk.say(message).hear()).startsWith("close 10");
    }
    WeakReference<?> session =
        (WeakReference<?>) System.getProperties().remove("websocket.test.session");
    Await.await(
        () -> {
          System.gc();
          return session.get() == null;
        });
  }

  /** Also after the session has been given another id, as at a login. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSocketEndsWithTheSessionOfItsUser(boolean changed) throws Exception {
    webapp
        .source("Echo", ECHO)
        .source(
            "Session",
            """
            @WebServlet("/session")
            public class Session extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                if (request.getParameter("end") != null) {
                  request.getSession().invalidate();
                } else {
                  if (request.getParameter("change") != null) {
                    request.changeSessionId();
                  }
                  response.getWriter().print(request.getSession().getId());
                }
              }
            }
            """)
        .guarded();
    URI uri = start(withUser(), "/echo");
    String cookie = "JSESSIONID=" + get(uri.resolve("session"), "Authorization", BASIC);
    try (Talk talk =
        Talk.to(
            HttpClient.newHttpClient(),
            uri,
            b -> b.header("Authorization", BASIC).header("Cookie", cookie))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
      String now =
          changed
              ? "JSESSIONID="
                  + get(uri.resolve("session?change"), "Authorization", BASIC, "Cookie", cookie)
              : cookie;
      assertThat(now.equals(cookie)).isEqualTo(!changed);
      get(uri.resolve("session?end"), "Authorization", BASIC, "Cookie", now);
      assertThat(talk.hear()).isEqualTo("close 1008");
    }
  }

  /** Or else it would be open although its user has logged out. */
  @Test
  void aSocketWhoseSessionEndsBeforeItIsOpenIsClosed() throws Exception {
    webapp
        .source("Echo", ECHO)
        .source(
            "Session",
            """
            @WebServlet("/session")
            public class Session extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print(request.getSession().getId());
              }
            }
            """)
        .source(
            "Ends",
            """
            @WebFilter("/echo")
            public class Ends extends HttpFilter {
              @Override protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws IOException, ServletException {
                chain.doFilter(request, response);
                request.getSession().invalidate();
              }
            }
            """)
        .guarded();
    URI uri = start(withUser(), "/echo");
    String cookie = "JSESSIONID=" + get(uri.resolve("session"), "Authorization", BASIC);
    try (Talk talk =
        Talk.to(
            HttpClient.newHttpClient(),
            uri,
            b -> b.header("Authorization", BASIC).header("Cookie", cookie))) {
      assertThat(talk.hear()).isEqualTo("close 1008");
    }
  }

  @Test
  void aWebappWithoutEndpointsHasNoContainer() throws Exception {
    webapp.source(
        "Plain",
        """
        @WebServlet("/plain")
        public class Plain extends HttpServlet {
          @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(getServletContext().getAttribute("jakarta.websocket.server.ServerContainer")
                + " " + getServletContext().getFilterRegistrations());
          }
        }
        """);
    assertThat(get(start("/plain"))).isEqualTo("null {}");
  }

  @Test
  void aWebappsOwnCopiesOfTheApiAndOfTyrusAreLeftAside() throws Exception {
    webapp.source("Echo", ECHO);
    Path lib = Files.createDirectories(webapp.root.resolve("WEB-INF/lib"));
    List<Path> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(
                path -> path.getFileName().toString().matches("(jakarta.websocket|tyrus).*\\.jar"))
            .toList();
    assertThat(jars).hasSizeGreaterThan(3);
    for (Path jar : jars) {
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
    try (Talk talk = Talk.to(start("/echo"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi");
    }
  }

  @Test
  void socketsWorkOverTls() throws Exception {
    webapp.source(
        "Secure",
        """
        @ServerEndpoint("/secure")
        public class Secure {
          @OnMessage public String text(String message, Session session) { return session.isSecure() + message; }
        }
        """);
    slipway =
        Slipway.builder()
            .https(0, TestTls.server(), io.slipway.ClientAuth.NONE)
            .webapp("/app", webapp.compile())
            .start();
    URI uri = URI.create("https://localhost:" + slipway.httpsPort() + "/app/secure");
    String large = "0123456789".repeat(100_000);
    HttpClient client = HttpClient.newBuilder().sslContext(TestTls.trusting()).build();
    try (Talk talk = Talk.to(client, uri, b -> b)) {
      assertThat(talk.say(large).hear()).isEqualTo("true" + large);
      slipway.close();
      assertThat(talk.hear()).isEqualTo("close 1001");
    }
  }

  @Test
  void messagesAreCompressedWhereTheClientOffersIt() throws Exception {
    webapp.source("Echo", ECHO);
    compressed(start("/echo"));
  }

  private static final String PLAIN_ECHO =
      """
      public class PlainEcho extends Endpoint {
        public void onOpen(Session session, EndpointConfig config) {
          session.addMessageHandler(String.class, text -> session.getAsyncRemote().sendText(text));
        }
      }
      """;

  @Test
  void messagesOfProgrammaticEndpointsAreCompressedToo() throws Exception {
    webapp.source("PlainEcho", PLAIN_ECHO).adding("PlainEcho", "/echo");
    compressed(start("/echo"));
  }

  /** As Spring does it: its own object by that name, which has the parameters of the offer. */
  @Test
  void anExtensionThatIsOnlyNamedIsTheContainersOwn() throws Exception {
    webapp
        .source("PlainEcho", PLAIN_ECHO)
        .source(
            "Upgrade",
            """
            @WebServlet("/echo")
            public class Upgrade extends HttpServlet {
              record Named(String getName, List<Extension.Parameter> getParameters) implements Extension {
                public String getName() { return getName; }
                public List<Extension.Parameter> getParameters() { return getParameters; }
              }
              record Bits(String getName) implements Extension.Parameter {
                public String getName() { return getName; }
                public String getValue() { return null; }
              }
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
                ServerContainer container = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
                List<Extension> named = List.of(new Named("permessage-deflate", List.of(new Bits("client_max_window_bits"))));
                try {
                  container.upgradeHttpToWebSocket(request, response,
                      ServerEndpointConfig.Builder.create(PlainEcho.class, "/echo").extensions(named).build(), Map.of());
                } catch (DeploymentException e) {
                  throw new ServletException(e);
                }
              }
            }
            """);
    compressed(start("/echo"));
  }

  private static void compressed(URI uri) throws Exception {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      String head =
          handshake(
              uri,
              in,
              out,
              "permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits");
      assertThat(head)
          .startsWith("HTTP/1.1 101")
          .contains(
              "permessage-deflate", "server_no_context_takeover", "client_no_context_takeover")
          .doesNotContain("client_max_window_bits");
      for (int i = 0; i < 2; i++) {
        String text = ("compress me " + i).repeat(20_000);
        byte[] compressed = deflate(text.getBytes(StandardCharsets.UTF_8));
        int half = compressed.length / 2;
        out.write(frame(0x41, Arrays.copyOf(compressed, half)));
        out.write(frame(0x80, Arrays.copyOfRange(compressed, half, compressed.length)));
        assertThat(in.readUnsignedByte()).isEqualTo(0xc1);
        byte[] answer = payload(in);
        assertThat(answer.length).isLessThan(text.length() / 10);
        assertThat(new String(inflate(answer), StandardCharsets.UTF_8)).isEqualTo(text);
      }
      out.write(frame(0x81, "short".getBytes(StandardCharsets.UTF_8)));
      assertThat(in.readUnsignedByte()).isEqualTo(0x81);
      assertThat(payload(in)).asString().isEqualTo("short");
      out.write(frame(0xc1, deflate(new byte[5_000_000])));
      assertThat(in.readUnsignedByte()).as("a bomb").isEqualTo(0x88);
      assertThat(payload(in)).startsWith(1009 >> 8, 1009 & 0xff);
    }
  }

  @Test
  void anotherVersionIsToldWhatToUpgradeTo() throws Exception {
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      InputStream in = socket.getInputStream();
      assertThat(handshake(uri, in, socket.getOutputStream(), 12, "none"))
          .startsWith("HTTP/1.1 426 ")
          .contains("\r\nSec-WebSocket-Version: 13\r\n")
          // RFC 9110, 15.5.22
          .contains("\r\nUpgrade: websocket\r\n")
          .contains("\r\nConnection: Upgrade\r\n");
    }
  }

  /** Parameters of Tyrus. */
  @ParameterizedTest
  @CsvSource({
    "org.glassfish.tyrus.maxSessionsPerApp, 2, 2, 1013",
    "org.glassfish.tyrus.maxSessionsPerRemoteAddr, 1, 1, 1013",
    "org.glassfish.tyrus.maxSessionsPerApp, ' 1 ', 1, 1013",
    "org.glassfish.tyrus.incomingBufferSize, 20, 0, 1009"
  })
  void theWebappMayBoundItsSockets(String parameter, String value, int fit, int code)
      throws Exception {
    WebXml.write(
        folder.resolve("webapp"),
        "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
            .formatted(parameter, value));
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    List<Talk> talks = new ArrayList<>();
    try {
      for (int i = 0; i < fit; i++) {
        Talk talk = Talk.to(uri);
        talks.add(talk);
        assertThat(talk.say("hi").hear()).isEqualTo("hi");
      }
      Talk more = Talk.to(uri);
      talks.add(more);
      if (fit == 0) {
        assertThat(more.say("x".repeat(20)).hear()).isEqualTo("x".repeat(20));
        more.say("x".repeat(21));
      }
      assertThat(more.hear()).isEqualTo("close " + code);
    } finally {
      talks.forEach(Talk::close);
    }
  }

  /** The bound is on a frame, not on what comes at once. */
  @Test
  void manyFramesAtOnceAreNoLargeOne() throws Exception {
    WebXml.write(
        folder.resolve("webapp"),
        """
        <context-param>
          <param-name>org.glassfish.tyrus.incomingBufferSize</param-name><param-value>20</param-value>
        </context-param>
        """);
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      InputStream in = socket.getInputStream();
      handshake(uri, in, socket.getOutputStream(), "none");
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      ByteArrayOutputStream answers = new ByteArrayOutputStream();
      byte[] text = "twenty bytes of text".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 50; i++) {
        frames.write(frame(0x81, text));
        answers.write(new byte[] {(byte) 0x81, (byte) text.length});
        answers.write(text);
      }
      socket.getOutputStream().write(frames.toByteArray());
      assertThat(in.readNBytes(answers.size())).isEqualTo(answers.toByteArray());
    }
  }

  @Test
  void anOfferThatCannotBeMetIsDeclined() throws Exception {
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      String head =
          handshake(
              uri,
              new DataInputStream(socket.getInputStream()),
              socket.getOutputStream(),
              "permessage-deflate; server_max_window_bits=9");
      assertThat(head).startsWith("HTTP/1.1 101").doesNotContain("permessage-deflate");
    }
  }

  private static String handshake(URI uri, InputStream in, OutputStream out, String extensions)
      throws Exception {
    return handshake(uri, in, out, 13, extensions);
  }

  private static String handshake(
      URI uri, InputStream in, OutputStream out, int version, String extensions) throws Exception {
    String request =
        "GET "
            + uri.getRawPath()
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
            + version
            + "\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: "
            + extensions
            + "\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(plain);
    byte[] out = new byte[plain.length + 100];
    int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, size - 4);
  }

  private static byte[] inflate(byte[] compressed) throws Exception {
    byte[] input = Arrays.copyOf(compressed, compressed.length + 4);
    input[input.length - 1] = -1;
    input[input.length - 2] = -1;
    Inflater inflater = new Inflater(true);
    inflater.setInput(input);
    byte[] out = new byte[10_000_000];
    int size = inflater.inflate(out);
    inflater.end();
    return Arrays.copyOf(out, size);
  }

  /** Masked with zeros. */
  private static byte[] frame(int first, byte[] payload) throws Exception {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.write(new byte[4]);
    frame.write(payload);
    return frame.toByteArray();
  }

  private static byte[] payload(DataInputStream in) throws Exception {
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return payload;
  }
}
