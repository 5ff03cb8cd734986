package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.Slipway;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
}
