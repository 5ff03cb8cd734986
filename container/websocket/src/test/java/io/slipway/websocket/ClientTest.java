package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.Slipway;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webapps as clients of WebSocket. */
class ClientTest {
  private static final String CLIENT =
      """
      @WebServlet(urlPatterns = "/ask", asyncSupported = true)
      public class Ask extends HttpServlet {
        @ClientEndpoint
        public static class Listener {
          final CompletableFuture<String> heard = new CompletableFuture<>();
          @OnOpen public void open(Session session) throws IOException {
            session.getBasicRemote().sendText(loader());
          }
          @OnMessage public void text(String message) { heard.complete(message + " " + loader()); }
          @OnClose public void close(CloseReason reason) {
            System.setProperty("websocket.test.client", reason.getCloseCode().getCode() + " " + loader());
          }
          static boolean own() { return Thread.currentThread().getContextClassLoader() == Ask.class.getClassLoader(); }
          static String loader() { return own() ? "own" : "" + Thread.currentThread().getContextClassLoader(); }
        }
        @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
          System.getProperties().put("websocket.test.loader", new java.lang.ref.WeakReference<>(Ask.class.getClassLoader()));
          Listener listener = new Listener();
          try {
            ContainerProvider.getWebSocketContainer().connectToServer(listener, java.net.URI.create(request.getParameter("at")));
            response.getWriter().print(listener.heard.get(20, TimeUnit.SECONDS));
          } catch (DeploymentException | InterruptedException | ExecutionException | TimeoutException failure) {
            throw new ServletException(failure);
          }
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aWebappAsksAnotherAndItsSocketEndsWithIt() throws Exception {
    Path server =
        new WebappFolder(folder.resolve("server"))
            .source(
                "Echo",
                """
                @ServerEndpoint("/echo")
                public class Echo {
                  @OnMessage public String text(String message) { return "heard " + message; }
                }
                """)
            .compile();
    Path client = new WebappFolder(folder.resolve("client")).source("Ask", CLIENT).compile();
    try (Slipway slipway =
        Slipway.builder().port(0).webapp("/server", server).webapp("/client", client).start()) {
      String echo = "ws" + slipway.uri("/server/echo").toString().substring("http".length());
      String answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(slipway.uri("/client/ask?at=" + echo)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(answer).isEqualTo("heard own own");
      WeakReference<?> loader =
          (WeakReference<?>) System.getProperties().remove("websocket.test.loader");
      slipway.undeploy("/client");
      assertThat(System.getProperty("websocket.test.client")).isEqualTo("1001 own");
      Await.await(
          () -> {
            System.gc();
            return loader.get() == null;
          });
    } finally {
      System.clearProperty("websocket.test.client");
    }
  }

  /** RFC 7692, 7.1.1.1: a server that is not asked to may compress with what came before. */
  @Test
  void aClientThatOffersCompressionWantsEachMessageByItself() throws Exception {
    Path client =
        new WebappFolder(folder.resolve("client"))
            .source(
                "Ask",
                """
                @WebServlet("/ask")
                public class Ask extends HttpServlet {
                  public static class Quiet extends Endpoint {
                    public void onOpen(Session session, EndpointConfig config) {}
                  }
                  @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
                    WebSocketContainer container = ContainerProvider.getWebSocketContainer();
                    try {
                      container.connectToServer(Quiet.class,
                          ClientEndpointConfig.Builder.create().extensions(List.copyOf(container.getInstalledExtensions())).build(),
                          java.net.URI.create(request.getParameter("at")));
                    } catch (DeploymentException refused) {
                      response.getWriter().print("refused");
                    }
                  }
                }
                """)
            .compile();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", client).start();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(20_000);
      CompletableFuture<HttpResponse<String>> answer =
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(
                          slipway.uri("/ask?at=ws://127.0.0.1:" + server.getLocalPort() + "/"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      try (Socket socket = server.accept()) {
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        List<String> offers = new ArrayList<>();
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
          if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-extensions:")) {
            offers.add(line.substring(line.indexOf(':') + 1).replace(" ", ""));
          }
        }
        assertThat(offers).containsExactly("permessage-deflate;server_no_context_takeover");
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("refused");
      }
    }
  }
}
