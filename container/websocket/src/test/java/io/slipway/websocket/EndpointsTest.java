package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest extends SocketTest {
  private static final String ECHO =
      """
      @ServerEndpoint("/echo")
      public class Echo {
        @OnOpen public void open(Session session) throws IOException { session.getBasicRemote().sendText("open"); }
        @OnMessage public String text(String message) { return message; }
        @OnMessage public byte[] binary(byte[] message) { return message; }
      }
      """;

  @Test
  void anAnnotatedEndpointAnswers() throws Exception {
    webapp.source("Echo", ECHO);
    try (Talk talk = Talk.to(start("/echo"))) {
      assertThat(talk.hear()).isEqualTo("open");
      assertThat(talk.say("one").hear()).isEqualTo("one");
      talk.socket.sendBinary(ByteBuffer.allocate(5), true).join();
      assertThat(talk.hear()).isEqualTo("binary 5");
      talk.socket.sendPing(ByteBuffer.allocate(3)).join();
      assertThat(talk.hear()).isEqualTo("pong 3");
      talk.socket.sendClose(1000, "enough").join();
      assertThat(talk.hear()).isEqualTo("close 1000");
    }
  }

  /** As streams of messages are sent: each when the one before it has left. */
  @Test
  void aSendHandlerSendsTheNextMessageForAsLongAsItWants() throws Exception {
    webapp.source(
        "Countdown",
        """
        @ServerEndpoint("/countdown")
        public class Countdown {
          @OnMessage public void text(String message, Session session) {
            next(session, Integer.parseInt(message));
          }
          private static void next(Session session, int left) {
            session.getAsyncRemote().sendText(Integer.toString(left), result -> {
              if (result.isOK() && left > 0) {
                next(session, left - 1);
              }
            });
          }
        }
        """);
    try (Talk talk = Talk.to(start("/countdown"))) {
      talk.say("50000");
      for (int left = 50_000; left >= 0; left--) {
        assertThat(talk.hear()).isEqualTo(Integer.toString(left));
      }
    }
  }

  @Test
  void parametersOfThePathReachTheEndpointDecoded() throws Exception {
    webapp.source(
        "Rooms",
        """
        @ServerEndpoint("/rooms/{room}/{seat}")
        public class Rooms {
          @OnOpen public void open(Session session, @PathParam("room") String room, @PathParam("seat") int seat)
              throws IOException {
            session.getBasicRemote().sendText(room + " " + seat + " " + session.getRequestParameterMap().get("q"));
          }
        }
        """);
    try (Talk talk = Talk.to(start("/rooms/blue%20one/7?q=x"))) {
      assertThat(talk.hear()).isEqualTo("blue one 7 [x]");
    }
  }

  /** A comma within a field is not for the container to judge. */
  @Test
  void aConfiguratorSeesTheFieldsOfTheHandshakeAsTheyWereSent() throws Exception {
    webapp.source(
        "Told",
        """
        @ServerEndpoint(value = "/told", configurator = Told.Fields.class)
        public class Told {
          public static class Fields extends ServerEndpointConfig.Configurator {
            @Override public void modifyHandshake(
                ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
              Map<String, List<String>> sent = request.getHeaders();
              config.getUserProperties().put("told",
                  String.join(" | ", sent.get("user-agent")) + " - " + String.join(" | ", sent.get("X-TWICE")));
            }
          }
          @OnOpen public void open(Session session) throws IOException {
            session.getBasicRemote().sendText((String) session.getUserProperties().get("told"));
          }
        }
        """);
    String browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
    try (Talk talk =
        Talk.to(
            HttpClient.newHttpClient(),
            start("/told"),
            with ->
                with.header("User-Agent", browser)
                    .header("X-Twice", "a=\"1, 2\", b=3")
                    .header("X-Twice", "c"))) {
      assertThat(talk.hear()).isEqualTo(browser + " - a=\"1, 2\", b=3 | c");
    }
  }

  @Test
  void cookiesOfAConfiguratorAreBesideOthers() throws Exception {
    webapp
        .source(
            "Baker",
            """
            @ServerEndpoint(value = "/baker", configurator = Baker.Cookies.class)
            public class Baker {
              public static class Cookies extends ServerEndpointConfig.Configurator {
                @Override public void modifyHandshake(
                    ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
                  response.getHeaders().put("Set-Cookie", List.of("one=1; Path=/", "two=2; Path=/"));
                }
              }
              @OnOpen public void open(Session session) throws IOException {
                session.getBasicRemote().sendText("open");
              }
            }
            """)
        .source(
            "Before",
            """
            @WebFilter("/*")
            public class Before extends HttpFilter {
              @Override protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                  throws IOException, ServletException {
                response.addCookie(new Cookie("before", "0"));
                chain.doFilter(request, response);
              }
            }
            """);
    CookieManager cookies = new CookieManager();
    HttpClient client = HttpClient.newBuilder().cookieHandler(cookies).build();
    try (Talk talk = Talk.to(client, start("/baker"), with -> with)) {
      assertThat(talk.hear()).isEqualTo("open");
      assertThat(cookies.getCookieStore().getCookies())
          .extracting(HttpCookie::toString)
          .containsExactlyInAnyOrder("before=0", "one=1", "two=2");
    }
  }

  @Test
  void encodersAndDecodersTranslateMessages() throws Exception {
    webapp.source(
        "Sum",
        """
        @ServerEndpoint(value = "/sum", encoders = Sum.Out.class, decoders = Sum.In.class)
        public class Sum {
          public record Pair(int a, int b) {}
          public record Answer(int sum) {}
          public static class In implements Decoder.Text<Pair> {
            public Pair decode(String s) { String[] p = s.split("\\\\+"); return new Pair(Integer.parseInt(p[0]), Integer.parseInt(p[1])); }
            public boolean willDecode(String s) { return s.contains("+"); }
          }
          public static class Out implements Encoder.Text<Answer> {
            public String encode(Answer a) { return "= " + a.sum(); }
          }
          @OnMessage public Answer add(Pair pair) { return new Answer(pair.a() + pair.b()); }
        }
        """);
    try (Talk talk = Talk.to(start("/sum"))) {
      assertThat(talk.say("20+22").hear()).isEqualTo("= 42");
    }
  }

  private static final String PROGRAMMATIC =
      """
      public class Programmatic extends Endpoint {
        public void onOpen(Session session, EndpointConfig config) {
          session.addMessageHandler(String.class, text -> session.getAsyncRemote().sendText(
              text + " " + config.getUserProperties().get("who") + " " + session.getNegotiatedSubprotocol()));
        }
      }
      """;

  @Test
  void anApplicationConfigDeploysProgrammaticEndpointsWithTheirConfigurator() throws Exception {
    webapp
        .source("Programmatic", PROGRAMMATIC)
        .source(
            "Config",
            """
            public class Config implements ServerApplicationConfig {
              public static class Who extends ServerEndpointConfig.Configurator {
                @Override public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
                  HttpSession http = (HttpSession) request.getHttpSession();
                  config.getUserProperties().put("who", http == null ? "nobody" : http.getAttribute("name"));
                  response.getHeaders().put("X-Handshake", List.of("seen"));
                }
                @Override public boolean checkOrigin(String origin) { return !"http://evil".equals(origin); }
              }
              public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
                return Set.of(ServerEndpointConfig.Builder.create(Programmatic.class, "/prog").configurator(new Who())
                    .subprotocols(List.of("v2", "v1")).build());
              }
              public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) { return Set.of(); }
            }
            """)
        .source("Echo", ECHO)
        .source(
            "Login",
            """
            @WebServlet("/login")
            public class Login extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                request.getSession().setAttribute("name", "ann");
              }
            }
            """);
    URI uri = start("/prog");
    HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    client.send(
        HttpRequest.newBuilder(uri.resolve("login")).build(),
        HttpResponse.BodyHandlers.discarding());
    try (Talk talk = Talk.to(client, uri, b -> b.subprotocols("v1", "v0"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi ann v1");
    }
    try (Talk talk = Talk.to(uri)) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi nobody ");
    }
    assertThat(status(uri, "Origin: http://evil")).isEqualTo(403);
    assertThat(status(uri.resolve("echo"))).as("left out by the config").isEqualTo(404);
  }

  /**
   * The first that the client names and the server has; without one the socket opens all the same.
   */
  @Test
  void theSubprotocolIsTheClientsFirstChoice() throws Exception {
    webapp.source(
        "Versions",
        """
        @ServerEndpoint(value = "/versions", subprotocols = {"v1", "v2"})
        public class Versions {
          @OnMessage public String which(Session session, String text) { return "[" + session.getNegotiatedSubprotocol() + "]"; }
        }
        """);
    URI uri = start("/versions");
    HttpClient client = HttpClient.newHttpClient();
    try (Talk talk = Talk.to(client, uri, b -> b.subprotocols("v3", "v2", "v1"))) {
      assertThat(talk.say("").hear()).isEqualTo("[v2]");
    }
    try (Talk talk = Talk.to(client, uri, b -> b.subprotocols("v3"))) {
      assertThat(talk.say("").hear()).isEqualTo("[]");
    }
    try (Talk talk = Talk.to(uri)) {
      assertThat(talk.say("").hear()).isEqualTo("[]");
    }
  }

  @Test
  void aContextListenerFindsTheServerContainer() throws Exception {
    webapp.source("Programmatic", PROGRAMMATIC).adding("Programmatic", "/late");
    try (Talk talk = Talk.to(start("/late"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi null ");
    }
  }

  /** As Atmosphere does, in Vaadin: with and without a slash, and it goes on where it cannot. */
  @Test
  void whoAddsAnEndpointWhereOneIsIsTold() throws Exception {
    webapp
        .source("Programmatic", PROGRAMMATIC)
        .source("Other", PROGRAMMATIC.replace("Programmatic", "Other"))
        .source(
            "Start",
            """
            @WebListener
            public class Start implements ServletContextListener {
              @Override public void contextInitialized(ServletContextEvent event) {
                ServerContainer container = (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
                String told = "";
                for (String path : List.of("/push", "/push/", "/push/{a}", "/push/{b}", "/push")) {
                  try {
                    container.addEndpoint(ServerEndpointConfig.Builder.create(Programmatic.class, path).build());
                  } catch (DeploymentException e) {
                    told += e.getMessage() + ",";
                  }
                }
                try {
                  container.addEndpoint(ServerEndpointConfig.Builder.create(Other.class, "/push/").build());
                } catch (DeploymentException e) {
                  told += e.getMessage();
                }
                event.getServletContext().addServlet("told", new Told(told)).addMapping("/told");
              }
            }
            """)
        .source(
            "Told",
            """
            public class Told extends HttpServlet {
              private final String text;
              public Told(String text) { this.text = text; }
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print(text);
              }
            }
            """);
    URI uri = start("/push");
    for (String path : List.of("", "/", "/x")) {
      try (Talk talk = Talk.to(URI.create(uri + path))) {
        assertThat(talk.say("hi").hear()).isEqualTo("hi null ");
      }
    }
    HttpRequest told = HttpRequest.newBuilder(uri.resolve("told")).build();
    assertThat(HttpClient.newHttpClient().send(told, HttpResponse.BodyHandlers.ofString()).body())
        .isEqualTo(
            "There is an endpoint at /push/{a} already: /push/{b},"
                + "There is an endpoint at /push already: /push,"
                + "There is an endpoint at /push already: /push/");
  }

  @Test
  void endpointsAreBehindFiltersThatWereRegisteredLast() throws Exception {
    webapp
        .source("Echo", ECHO)
        .source(
            "Start",
            """
            @WebListener
            public class Start implements ServletContextListener {
              @Override public void contextInitialized(ServletContextEvent event) {
                Filter filter = (request, response, chain) -> {
                  if (request.getParameter("no") != null) {
                    ((HttpServletResponse) response).sendError(418);
                  } else {
                    chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response);
                  }
                };
                event.getServletContext().addFilter("last", filter).addMappingForUrlPatterns(null, true, "/*");
              }
            }
            """);
    URI uri = start("/echo");
    assertThat(status(URI.create(uri + "?no"))).isEqualTo(418);
    try (Talk talk = Talk.to(uri)) {
      assertThat(talk.hear()).isEqualTo("open");
    }
  }

  @Test
  void securityConstraintsGuardEndpointsAndTheUserIsKnown() throws Exception {
    webapp
        .source(
            "Who",
            """
            @ServerEndpoint("/who")
            public class Who {
              @OnMessage public String text(String message, Session session) { return message + " " + session.getUserPrincipal().getName(); }
            }
            """)
        .guarded();
    URI uri = start(withUser(), "/who");
    assertThat(status(uri)).isEqualTo(401);
    try (Talk talk =
        Talk.to(HttpClient.newHttpClient(), uri, b -> b.header("Authorization", BASIC))) {
      assertThat(talk.say("I am").hear()).isEqualTo("I am ann");
    }
  }

  @Test
  void largeAndFragmentedMessagesArriveWhole() throws Exception {
    webapp.source("Echo", ECHO);
    try (Talk talk = Talk.to(start("/echo"))) {
      talk.hear();
      String large = "0123456789".repeat(200_000);
      assertThat(talk.say(large).hear()).isEqualTo(large);
      talk.socket.sendText("one ", false).join();
      talk.socket.sendPing(ByteBuffer.allocate(1)).join();
      talk.socket.sendText("ż two ", false).join();
      talk.socket.sendText("three", true).join();
      assertThat(talk.hear(2)).containsExactly("pong 1", "one ż two three");
      talk.socket.sendBinary(ByteBuffer.allocate(3_000_000), true).join();
      assertThat(talk.hear()).isEqualTo("binary 3000000");
    }
  }

  @Test
  void aMessageBeyondTheLimitClosesTheSocket() throws Exception {
    webapp.source(
        "Small",
        """
        @ServerEndpoint("/small")
        public class Small {
          @OnMessage(maxMessageSize = 10) public String text(String message) { return message; }
        }
        """);
    try (Talk talk = Talk.to(start("/small"))) {
      assertThat(talk.say("ten chars!").hear()).isEqualTo("ten chars!");
      assertThat(talk.say("more than ten").hear()).isEqualTo("close 1009");
    }
  }

  @Test
  void aBlockingRemoteWaitsForASlowClientWithinTheReader() throws Exception {
    webapp.source(
        "Flood",
        """
        @ServerEndpoint("/flood")
        public class Flood {
          @OnMessage public void text(String message, Session session) throws Exception {
            String line = "x".repeat(100_000);
            if (message.equals("basic")) {
              for (int i = 0; i < 200; i++) { session.getBasicRemote().sendText(line); }
            } else {
              List<Future<Void>> sent = new ArrayList<>();
              for (int i = 0; i < 200; i++) { sent.add(session.getAsyncRemote().sendText(line)); }
              for (Future<Void> one : sent) { one.get(); }
            }
            session.getBasicRemote().sendText("done");
          }
        }
        """);
    try (Talk talk = Talk.to(start("/flood"))) {
      for (String remote : new String[] {"basic", "async"}) {
        talk.say(remote);
        assertThat(talk.hear(200)).allMatch(line -> line.length() == 100_000);
        assertThat(talk.hear()).isEqualTo("done");
      }
    }
  }

  @Test
  void partsAndStreamsOfTheEndpointMakeOneMessage() throws Exception {
    webapp.source(
        "Parts",
        """
        @ServerEndpoint("/parts")
        public class Parts {
          @OnMessage public void text(Session session, String message, boolean last) throws IOException {
            session.getBasicRemote().sendText(message, last);
          }
          @OnMessage public void binary(Session session, InputStream in) throws IOException {
            try (OutputStream out = session.getBasicRemote().getSendStream()) { in.transferTo(out); }
          }
        }
        """);
    try (Talk talk = Talk.to(start("/parts"))) {
      talk.socket.sendText("a", false).join();
      talk.socket.sendText("b", true).join();
      assertThat(talk.hear()).isEqualTo("ab");
      talk.socket.sendBinary(ByteBuffer.allocate(70_000), true).join();
      assertThat(talk.hear()).isEqualTo("binary 70000");
    }
  }

  /**
   * Sent without waiting for the answers, so that each message comes close behind the one before.
   */
  @Test
  void eachMessageInFragmentsIsAStreamOfItsOwn() throws Exception {
    webapp.source(
        "Streams",
        """
        @ServerEndpoint("/streams")
        public class Streams {
          @OnMessage public void text(Session session, Reader in) throws IOException {
            StringWriter out = new StringWriter();
            in.transferTo(out);
            session.getBasicRemote().sendText("text " + out);
          }
          @OnMessage public void binary(Session session, InputStream in) throws IOException {
            int first = in.read();
            session.getBasicRemote().sendText(first == 0 ? "first" : "all " + (1 + in.readAllBytes().length));
          }
        }
        """);
    List<String> expected = new ArrayList<>();
    try (Talk talk = Talk.to(start("/streams"))) {
      for (int i = 0; i < 100; i++) {
        talk.socket.sendText("a" + i, false).join();
        talk.socket.sendText("", false).join();
        talk.socket.sendText("b", false).join();
        talk.socket.sendText("", true).join();
        expected.add("text a" + i + "b");
        // of every other one the endpoint reads one byte alone
        byte first = (byte) (i % 2);
        talk.socket.sendBinary(ByteBuffer.wrap(new byte[] {first, 2, 3}), false).join();
        talk.socket.sendPing(ByteBuffer.allocate(0)).join();
        talk.socket.sendBinary(ByteBuffer.allocate(2), true).join();
        expected.add("pong 0");
        expected.add(first == 0 ? "first" : "all 5");
      }
      for (String answer : expected) {
        assertThat(talk.hear()).isEqualTo(answer);
      }
    }
  }

  /** Tyrus goes on with a message until its handler has returned. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMessageInFragmentsThatFailsIsNoPartOfTheNext(boolean annotated) throws Exception {
    webapp
        .source(
            "Refusing",
            """
            public class Refusing extends Endpoint {
              @Override public void onOpen(Session session, EndpointConfig config) {
                session.addMessageHandler(String.class, text -> {
                  if (text.startsWith("bad")) { throw new IllegalStateException("a test's"); }
                  session.getAsyncRemote().sendText(text);
                });
                session.addMessageHandler(ByteBuffer.class, bytes -> {
                  if (bytes.get(0) == 1) { throw new IllegalStateException("a test's"); }
                  session.getAsyncRemote().sendText("bytes " + bytes.remaining());
                });
                session.addMessageHandler(PongMessage.class, pong -> { throw new IllegalStateException("a test's"); });
              }
              @Override public void onError(Session session, Throwable failure) {
                session.getAsyncRemote().sendText("failed");
              }
            }
            """)
        .adding("Refusing", "/programmatic")
        .source(
            "Decoding",
            """
            @ServerEndpoint(value = "/annotated", decoders = {Decoding.Word.class, Decoding.Bytes.class})
            public class Decoding {
              public record Said(String text) {}
              public static class Word implements Decoder.Text<Said> {
                @Override public Said decode(String text) throws DecodeException {
                  if (text.startsWith("bad")) { throw new DecodeException(text, "a test's"); }
                  return new Said(text);
                }
                @Override public boolean willDecode(String text) { return true; }
              }
              public record Count(int count) {}
              public static class Bytes implements Decoder.Binary<Count> {
                @Override public Count decode(ByteBuffer bytes) throws DecodeException {
                  if (bytes.get(0) == 1) { throw new DecodeException(bytes, "a test's"); }
                  return new Count(bytes.remaining());
                }
                @Override public boolean willDecode(ByteBuffer bytes) { return true; }
              }
              @OnMessage public String text(Said message) { return message.text(); }
              @OnMessage public String bytes(Count message) { return "bytes " + message.count(); }
              @OnError public void failed(Session session, Throwable failure) {
                session.getAsyncRemote().sendText("failed");
              }
            }
            """);
    try (Talk talk = Talk.to(start(annotated ? "/annotated" : "/programmatic"))) {
      for (String message : List.of("bad ", "good", "bad ", "fine")) {
        talk.socket.sendText(message, false).join();
        talk.socket.sendText(" text", true).join();
      }
      assertThat(talk.hear(4)).containsExactly("failed", "good text", "failed", "fine text");
      for (byte first : new byte[] {1, 0, 1, 0}) {
        talk.socket.sendBinary(ByteBuffer.wrap(new byte[] {first, 2}), false).join();
        talk.socket.sendBinary(ByteBuffer.allocate(3), true).join();
      }
      assertThat(talk.hear(4)).containsExactly("failed", "bytes 5", "failed", "bytes 5");
      talk.socket.sendText("bad", false).join();
      talk.socket.sendText("", true).join();
      talk.socket.sendBinary(ByteBuffer.allocate(1), false).join();
      talk.socket.sendBinary(ByteBuffer.allocate(1), true).join();
      assertThat(talk.hear(2)).containsExactly("failed", "bytes 2");
      if (!annotated) {
        talk.socket.sendText("in", false).join();
        talk.socket.sendPong(ByteBuffer.allocate(1)).join();
        talk.socket.sendText(" two", true).join();
        assertThat(talk.hear(2)).containsExactly("failed", "in two");
      }
    }
  }

  @Test
  void aMessageThatIsNeverCompletedHoldsNoThread() throws Exception {
    webapp.source(
        "Streams",
        """
        @ServerEndpoint("/streams")
        public class Streams {
          static int begun;
          @OnMessage public void text(String message, Session session) throws IOException {
            session.getBasicRemote().sendText("begun " + begun);
          }
          @OnMessage public void binary(InputStream in) throws IOException {
            begun++;
            in.readAllBytes();
          }
        }
        """);
    URI streams = start("/streams");
    try (Talk unfinished = Talk.to(streams);
        Talk other = Talk.to(streams)) {
      unfinished.socket.sendBinary(ByteBuffer.allocate(3), false).join();
      unfinished.socket.sendPing(ByteBuffer.allocate(0)).join();
      assertThat(unfinished.hear()).isEqualTo("pong 0");
      assertThat(other.say("?").hear()).isEqualTo("begun 0");
    }
  }

  @Test
  void anIdleSocketIsClosed() throws Exception {
    webapp.source(
        "Idle",
        """
        @ServerEndpoint("/idle")
        public class Idle {
          @OnOpen public void open(Session session) { session.setMaxIdleTimeout(200); }
        }
        """);
    try (Talk talk = Talk.to(start("/idle"))) {
      assertThat(talk.hear()).startsWith("close 1");
    }
  }

  @Test
  void aServletUpgradesByItself() throws Exception {
    webapp
        .source("Programmatic", PROGRAMMATIC)
        .source(
            "Own",
            """
            @WebServlet("/own/*")
            public class Own extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
                ServerContainer container = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
                try {
                  container.upgradeHttpToWebSocket(request, response,
                      ServerEndpointConfig.Builder.create(Programmatic.class, "/x/{y}").build(),
                      Map.of("y", request.getParameter("y")));
                } catch (DeploymentException e) {
                  response.sendError(409);
                }
              }
            }
            """);
    URI uri = start("/own/thing");
    try (Talk talk = Talk.to(URI.create(uri + "?y=1"))) {
      assertThat(talk.say("hi").hear()).isEqualTo("hi null ");
    }
    assertThat(status(URI.create(uri + "?y=1/2"))).as("no value of one segment").isEqualTo(409);
  }

  /** Spring gives the path of the request, with that of the context, as that of the endpoint. */
  @ParameterizedTest
  @ValueSource(strings = {"/app/own/{y}", "/other"})
  void aSocketThatAServletHasUpgradedTellsThePathOfTheRequest(String template) throws Exception {
    webapp
        .source(
            "Telling",
            """
            public class Telling extends Endpoint {
              public void onOpen(Session session, EndpointConfig config) {
                session.getAsyncRemote().sendText(session.getRequestURI().getRawPath() + " "
                    + session.getQueryString() + " " + session.getPathParameters().get("y"));
              }
            }
            """)
        .source(
            "Own",
            """
            @WebServlet("/own/*")
            public class Own extends HttpServlet {
              @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
                ServerContainer container = (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
                try {
                  container.upgradeHttpToWebSocket(request, response,
                      ServerEndpointConfig.Builder.create(Telling.class, "%s").build(), Map.of("y", "1"));
                } catch (DeploymentException e) {
                  response.sendError(409);
                }
              }
            }
            """
                .formatted(template));
    try (Talk talk = Talk.to(URI.create(start("/own/a%20%7Bb%7D") + "?q=%26"))) {
      assertThat(talk.hear()).isEqualTo("/app/own/a%20%7Bb%7D q=%26 1");
    }
  }

  @Test
  void anEndpointIsAlsoAClient() throws Exception {
    webapp
        .source("Echo", ECHO)
        .source(
            "Relay",
            """
            @ServerEndpoint("/relay")
            public class Relay {
              @ClientEndpoint public static class Far {
                final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
                @OnMessage public void text(String message) { heard.add(message); }
              }
              @OnMessage public String text(String uri, Session session) throws Exception {
                Far far = new Far();
                try (Session there = session.getContainer().connectToServer(far, java.net.URI.create(uri))) {
                  String open = far.heard.poll(10, TimeUnit.SECONDS);
                  there.getBasicRemote().sendText("far");
                  return open + " " + far.heard.poll(10, TimeUnit.SECONDS);
                }
              }
            }
            """);
    URI uri = start("/relay");
    try (Talk talk = Talk.to(uri)) {
      assertThat(talk.say(Talk.ws(uri.resolve("echo")).toString()).hear()).isEqualTo("open far");
    }
  }

  /** RFC 6455, 4.2.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET     | HTTP/1.1 | Connection: keep-alive, Upgrade | dGhlIHNhbXBsZSBub25jZQ== | 101
          POST    | HTTP/1.1 | Connection: Upgrade             | dGhlIHNhbXBsZSBub25jZQ== | 404
          HEAD    | HTTP/1.1 | Connection: Upgrade             | dGhlIHNhbXBsZSBub25jZQ== | 404
          GET     | HTTP/1.0 | Connection: Upgrade             | dGhlIHNhbXBsZSBub25jZQ== | 404
          GET     | HTTP/1.1 | Connection: keep-alive          | dGhlIHNhbXBsZSBub25jZQ== | 404
          GET     | HTTP/1.1 | X: y                            | dGhlIHNhbXBsZSBub25jZQ== | 404
          GET     | HTTP/1.1 | Connection: Upgrade             | dGhl                     | 400
          GET     | HTTP/1.1 | Connection: Upgrade             | !                        | 400
          GET     | HTTP/1.1 | Connection: Upgrade             | ''                       | 400
          """)
  void onlyAnOpeningHandshakeOpens(
      String method, String version, String connection, String key, int status) throws Exception {
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    String request =
        String.join(
            "\r\n",
            method + " " + uri.getRawPath() + " " + version,
            "Host: h",
            connection,
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + key,
            "",
            "");
    assertThat(statusOf(uri, request)).isEqualTo(status);
  }

  /** RFC 6455, 4.2.1 and 4.2.2; of several protocols it is the one that is served. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Upgrade: h2c, websocket                   | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 101
          Upgrade: WebSocket/13, websocket          | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 101
          Upgrade: x\\r\\nUpgrade: WEBSOCKET        | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 101
          Upgrade: websocket                        | X: y                                        | 400
          Upgrade: h2c, websocket                   | X: y                                        | 400
          Upgrade: h2c                              | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 404
          """)
  void aHandshakeIsAnsweredAsOne(String upgrade, String key, int status) throws Exception {
    webapp.source("Echo", ECHO);
    URI uri = start("/echo");
    String request =
        String.join(
            "\r\n",
            "GET " + uri.getRawPath() + " HTTP/1.1",
            "Host: h",
            "Connection: Upgrade",
            upgrade.replace("\\r\\n", "\r\n"),
            "Sec-WebSocket-Version: 13",
            key,
            "",
            "");
    assertThat(statusOf(uri, request)).isEqualTo(status);
  }

  /** Of a handshake that does not succeed. */
  private static int status(URI uri, String... headers) throws Exception {
    String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    return statusOf(
        uri,
        "GET "
            + target
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + String.join("\r\n", headers)
            + (headers.length == 0 ? "" : "\r\n")
            + "\r\n");
  }

  private static int statusOf(URI uri, String request) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring(9));
    }
  }
}
