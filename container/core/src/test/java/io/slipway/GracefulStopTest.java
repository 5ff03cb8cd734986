package io.slipway;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.runtime.Mount;
import io.slipway.wire.TestTls;
import io.slipway.wire.Wire;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that ends under load. */
@Timeout(60)
class GracefulStopTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  private HttpServlet slow() {
    return Probe.servlet(
        (request, response) -> {
          entered.countDown();
          try {
            leave.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          response.getWriter().print("whole");
        });
  }

  private static HttpServlet quick() {
    return Probe.servlet((request, response) -> response.getWriter().print("whole"));
  }

  private SlipwayBuilder builder() {
    return Slipway.builder()
        .port(0)
        .management(ManagementOptions.on(0))
        .webapp(
            "/", app -> app.servlet("slow", slow(), "/slow").servlet("quick", quick(), "/quick"));
  }

  /** One connection that is used again as long as the server lets it. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(20_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    void send(String path) throws IOException {
      Wire.send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /**
     * Whether the connection goes on.
     *
     * @throws IOException if the answer is not a whole 200
     */
    boolean answered() throws IOException {
      String status = in.readLine();
      if (!"HTTP/1.1 200 OK".equals(status)) {
        throw new IOException("answered with " + status);
      }
      boolean keep = true;
      for (String field = in.readLine(); !field.isEmpty(); field = in.readLine()) {
        keep &= !field.equals("Connection: close");
      }
      char[] body = new char[5];
      int count = 0;
      while (count < body.length) {
        int read = in.read(body, count, body.length - count);
        if (read < 0) {
          throw new IOException("cut off");
        }
        count += read;
      }
      return keep;
    }

    boolean ended() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aRequestInFlightIsAnsweredAndEndsItsConnection() throws Exception {
    Slipway slipway = builder().start();
    int management = slipway.managementPort();
    try (Client busy = new Client(slipway.port());
        Client idle = new Client(slipway.port())) {
      idle.send("/quick");
      assertThat(idle.answered()).isTrue();
      busy.send("/slow");
      entered.await();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(slipway::close);
      assertThat(idle.ended()).as("without a request it has no reason to stay").isTrue();
      assertThat(Probe.raw(management, "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n"))
          .startsWith("HTTP/1.1 503");
      assertThat(closed.isDone()).isFalse();
      leave.countDown();
      assertThat(busy.answered()).as("keeps its connection").isFalse();
      assertThat(busy.ended()).isTrue();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aRequestWhoseHeadHasBegunIsAnswered() throws Exception {
    Slipway slipway = builder().start();
    String next = "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (Client busy = new Client(slipway.port());
        Client begun = new Client(slipway.port());
        Client idle = new Client(slipway.port())) {
      idle.send("/quick");
      assertThat(idle.answered()).isTrue();
      busy.send("/slow");
      entered.await();
      Wire.send(begun.socket, next + next.substring(0, 20));
      assertThat(begun.answered()).isTrue();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(slipway::close);
      assertThat(idle.ended()).isTrue();
      Wire.send(begun.socket, next.substring(20));
      assertThat(begun.answered()).as("keeps its connection").isFalse();
      assertThat(begun.ended()).isTrue();
      leave.countDown();
      assertThat(busy.answered()).isFalse();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServletThatHasClosedItsResponseEndsBeforeItIsDestroyed() throws Exception {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    HttpServlet closing =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            response.getWriter().print("whole");
            response.getWriter().close();
            try {
              leave.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            events.add("ended");
          }

          @Override
          public void destroy() {
            events.add("destroyed");
          }
        };
    try (Slipway slipway =
            Slipway.builder().port(0).webapp("/", app -> app.servlet("c", closing, "/")).start();
        Client client = new Client(slipway.port())) {
      client.send("/");
      assertThat(client.answered()).isTrue();
      Thread undeploying = new Thread(() -> slipway.undeploy("/"));
      undeploying.start();
      await(() -> isDraining(undeploying) || events.contains("destroyed"));
      leave.countDown();
      undeploying.join();
    }
    assertThat(events).containsExactly("ended", "destroyed");
  }

  private static boolean isDraining(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(Mount.class.getName()));
  }

  @Test
  void whatTakesLongerThanTheDrainIsCutOff() throws Exception {
    Slipway slipway =
        builder()
            .serverOptions(ServerOptions.DEFAULT.withDrainTimeout(Duration.ofMillis(100)))
            .start();
    try (Client busy = new Client(slipway.port())) {
      busy.send("/slow");
      entered.await();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(slipway::close);
      assertThat(busy.ended()).isTrue();
      leave.countDown();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * Clients that ask again and again over kept connections, go where the new container is once a
   * response ends their connection, and never ask twice for the same.
   */
  @Test
  void underLoadNoRequestIsLostWhenOneContainerFollowsAnother() throws Exception {
    ServerOptions options = ServerOptions.DEFAULT.withShutdownDelay(Duration.ofSeconds(1));
    AtomicInteger port = new AtomicInteger();
    AtomicBoolean run = new AtomicBoolean(true);
    AtomicInteger answers = new AtomicInteger();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    Slipway now = builder().serverOptions(options).start();
    port.set(now.port());
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (run.get()) {
                    try (Client client = new Client(port.get())) {
                      do {
                        client.send("/quick");
                        answers.incrementAndGet();
                      } while (client.answered() && run.get());
                    }
                  }
                } catch (IOException | RuntimeException e) {
                  failures.add(e);
                }
              });
      thread.start();
      clients.add(thread);
    }
    for (int restart = 0; restart < 3; restart++) {
      int before = answers.get();
      while (answers.get() < before + 500 && failures.isEmpty()) {
        Thread.onSpinWait();
      }
      Slipway next = builder().serverOptions(options).start();
      port.set(next.port());
      now.close();
      now = next;
    }
    run.set(false);
    for (Thread client : clients) {
      client.join();
    }
    now.close();
    assertThat(failures).isEmpty();
    assertThat(answers.get()).isGreaterThan(1500);
  }

  @Test
  void http2GoesAwayAfterTheLastAnswer() throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(TestTls.trusting()).build();
    Slipway slipway = builder().https(0, TestTls.server(), ClientAuth.NONE).start();
    URI base = URI.create("https://localhost:" + slipway.httpsPort());
    HttpRequest quick = HttpRequest.newBuilder(base.resolve("/quick")).build();
    HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
    assertThat(client.send(quick, text).version()).isEqualTo(HttpClient.Version.HTTP_2);
    CompletableFuture<HttpResponse<String>> inFlight =
        client.sendAsync(HttpRequest.newBuilder(base.resolve("/slow")).build(), text);
    entered.await();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(slipway::close);
    assertThat(client.send(quick, text).body())
        .as("a stream of a connection that has another is served")
        .isEqualTo("whole");
    leave.countDown();
    assertThat(inFlight.get(20, TimeUnit.SECONDS).body()).isEqualTo("whole");
    closed.get(20, TimeUnit.SECONDS);
    assertThatThrownBy(() -> client.send(quick, text)).isInstanceOf(ConnectException.class);
  }
}
