package chat;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the webapp's own endpoint, by the API alone. */
@WebServlet("/ask")
public class Ask extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @ClientEndpoint
  public static class Listener {
    final CompletableFuture<String> answer = new CompletableFuture<>();

    @OnMessage
    public void heard(String text) {
      answer.complete(text);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    URI uri =
        URI.create(
            "ws://127.0.0.1:" + request.getLocalPort() + request.getContextPath() + "/chat/own");
    Listener listener = new Listener();
    try (Session session =
        ContainerProvider.getWebSocketContainer().connectToServer(listener, uri)) {
      session.getBasicRemote().sendText("hello");
      response.getWriter().print(listener.answer.get(20, TimeUnit.SECONDS));
    } catch (DeploymentException
        | InterruptedException
        | ExecutionException
        | TimeoutException failure) {
      throw new ServletException(failure);
    }
  }
}
