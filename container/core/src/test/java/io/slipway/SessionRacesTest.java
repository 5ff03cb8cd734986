package io.slipway;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.http.RequestOptions;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Sessions that several threads use at the same time. */
class SessionRacesTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CyclicBarrier both = new CyclicBarrier(2);
  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  @AutoClose private Slipway slipway;

  private final class Racer extends HttpServlet implements HttpSessionListener {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getPathInfo()) {
        case "/begin" -> response.getWriter().print(request.getSession().getId());
        case "/change" -> {
          together();
          response.getWriter().print(request.changeSessionId());
        }
        case "/bind" -> request.getSession().setAttribute("bound", new Bound());
        case "/end" -> request.getSession().invalidate();
        default -> response.getWriter().print(request.getSession(false) != null);
      }
    }

    private void together() {
      try {
        both.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
        throw new IllegalStateException(alone);
      }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
      events.add(event.getSession().getId());
      ending.countDown();
      try {
        mayEnd.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException hurry) {
        throw new IllegalStateException(hurry);
      }
    }
  }

  /** Its session ends before it can be had from it. */
  private final class Bound implements HttpSessionBindingListener {
    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      HttpSession session = event.getSession();
      session.invalidate();
      events.add("bound");
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      events.add("unbound");
    }
  }

  private void serve(RequestOptions options) {
    Racer racer = new Racer();
    slipway =
        Slipway.builder()
            .port(0)
            .requestOptions(options)
            .webapp("/", w -> w.servlet("racer", racer, "/*").listener(racer))
            .start();
  }

  private CompletableFuture<HttpResponse<String>> ask(String path, String id) {
    return client.sendAsync(
        HttpRequest.newBuilder(slipway.uri(path)).header("Cookie", "JSESSIONID=" + id).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(String path, String id) throws Exception {
    return ask(path, id).get(20, TimeUnit.SECONDS).body();
  }

  /** Each would be one that is never forgotten. */
  @Test
  void ofTwoIdsThatAreGivenAtTheSameTimeOneNamesTheSession() throws Exception {
    mayEnd.countDown();
    serve(RequestOptions.DEFAULT);
    for (int i = 0; i < 500; i++) {
      String id = get("/begin", "none");
      CompletableFuture<HttpResponse<String>> one = ask("/change", id);
      String two = get("/change", id);
      boolean first = get("/", one.get(20, TimeUnit.SECONDS).body()).equals("true");
      boolean second = get("/", two).equals("true");
      assertThat(first).as("the one, where the other is %s", second).isNotEqualTo(second);
    }
  }

  @Test
  void aSessionToWhichItsClientComesBackMeanwhileIsNotEndedForOthers() throws Exception {
    serve(RequestOptions.DEFAULT.withMaxSessions(4));
    String[] ids = new String[4];
    for (int i = 0; i < ids.length; i++) {
      long begun = System.currentTimeMillis();
      await(() -> System.currentTimeMillis() > begun); // sessions are as old as their milliseconds
      ids[i] = get("/begin", "none");
    }
    assertThat(ending.await(20, TimeUnit.SECONDS)).as("the first is ended").isTrue();
    assertThat(get("/", ids[1])).isEqualTo("true");
    mayEnd.countDown();
    await("the next to end", () -> events.size() == 2);
    assertThat(events).containsExactly(ids[0], ids[2]);
    assertThat(get("/", ids[1])).isEqualTo("true");
  }

  @Test
  void aValueThatComesTooLateIsUnboundAgain() throws Exception {
    mayEnd.countDown();
    serve(RequestOptions.DEFAULT);
    String id = get("/begin", "none");
    assertThat(ask("/bind", id).get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
    assertThat(events).containsExactly(id, "bound", "unbound");
  }
}
