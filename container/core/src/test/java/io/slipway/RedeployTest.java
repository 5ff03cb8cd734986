package io.slipway;

import static io.slipway.Await.await;
import static io.slipway.Await.awaitCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.threads.HotPool;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webapp is replaced by its next version while the container serves. */
class RedeployTest {
  /** Answers with its version; every query does something that the tests need. */
  private static final String SERVLET =
      """
      import jakarta.servlet.http.*; import jakarta.servlet.annotation.*; import java.io.*; import java.net.*; import java.util.*;
      @WebServlet(urlPatterns = "/*", loadOnStartup = 1)
      public class App extends HttpServlet {
        public static class Count implements Serializable { int value; }
        static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
          String what = String.valueOf(request.getQueryString());
          response.setContentType("text/plain");
          switch (what) {
            case "count" -> {
              Count count = (Count) request.getSession().getAttribute("count");
              count = count == null ? new Count() : count;
              count.value++;
              request.getSession().setAttribute("count", count);
              response.getWriter().print(count.value + " in ");
            }
            case "local" -> LOCAL.set(new Count());
            case "thread" -> {
              Thread thread = new Thread(() -> { try { Thread.sleep(600_000); } catch (InterruptedException end) { } }, "left by the webapp");
              thread.setDaemon(true);
              thread.start();
              getServletContext().setAttribute("thread", thread);
            }
            case "late" -> {
              try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(request.getHeader("port")))) {
                socket.getInputStream().read();
              }
              response.getWriter().print(request.getSession().isNew() + " in ");
            }
            case "wait" -> {
              response.getWriter().print("waited in ");
              response.flushBuffer();
              try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(request.getHeader("port")))) {
                socket.getInputStream().read();
              }
            }
            default -> { }
          }
          response.getWriter().print("version 1");
        }
      }
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void firstVersion() throws IOException {
    folder = temp.resolve("app");
    version(1);
  }

  private void version(int number) throws IOException {
    Javac.compile(
        folder.resolve("WEB-INF/classes"),
        Map.of("App", SERVLET.replace("version 1", "version " + number)));
  }

  private String get(Slipway slipway, String path) throws Exception {
    return get(client, slipway.uri(path));
  }

  private static String get(HttpClient client, URI uri) throws Exception {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void theNewVersionServesAndNoRequestIsLost() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", folder).start()) {
      AtomicBoolean run = new AtomicBoolean(true);
      List<String> answers = new CopyOnWriteArrayList<>();
      Thread load =
          new Thread(
              () -> {
                while (run.get()) {
                  try {
                    answers.add(get(slipway, "/app/"));
                  } catch (Exception failure) {
                    answers.add(failure.toString());
                  }
                }
              });
      load.start();
      for (int number = 2; number < 6; number++) {
        int before = answers.size();
        await("load", () -> answers.size() > before + 10);
        version(number);
        assertThat(slipway.redeploy("/app").state()).isEqualTo(Webapp.State.RUNNING);
        assertThat(get(slipway, "/app/")).isEqualTo("version " + number);
      }
      run.set(false);
      load.join();
      assertThat(answers).allMatch(answer -> answer.startsWith("version "));
      assertThat(slipway.webapps()).hasSize(1);
    }
  }

  @Test
  void aNewVersionThatCannotBeDeployedLeavesTheOldOneRunning() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", folder).start()) {
      Files.writeString(folder.resolve("WEB-INF/web.xml"), "<web-app><broken");
      assertThatThrownBy(() -> slipway.redeploy("/app"))
          .isInstanceOf(DeploymentException.class)
          .hasMessageContaining("web.xml");
      assertThat(get(slipway, "/app/")).isEqualTo("version 1");
      assertThat(slipway.webapp("/app").orElseThrow().state()).isEqualTo(Webapp.State.RUNNING);
      assertThatThrownBy(() -> slipway.redeploy("/"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("There is no webapp at /");
    }
  }

  @Test
  void aWebappThatFailedAtTheStartIsDeployedOnceItIsMended() throws Exception {
    Files.writeString(folder.resolve("WEB-INF/web.xml"), "<web-app><broken");
    try (Slipway slipway =
        Slipway.builder().port(0).keepGoing(true).webapp("/app", folder).start()) {
      Files.delete(folder.resolve("WEB-INF/web.xml"));
      slipway.redeploy("/app");
      assertThat(get(slipway, "/app/")).isEqualTo("version 1");
    }
  }

  @Test
  void sessionsGoOverToTheNewVersion() throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", folder).start()) {
      URI uri = slipway.uri("/app/?count");
      assertThat(get(browser, uri)).isEqualTo("1 in version 1");
      version(2);
      slipway.redeploy("/app");
      assertThat(get(browser, uri)).isEqualTo("2 in version 2");
      version(3);
      slipway.redeploy("/app");
      assertThat(get(browser, uri)).isEqualTo("3 in version 3");
    }
    try (Slipway slipway =
        Slipway.builder().port(0).persistentSessions(false).webapp("/app", folder).start()) {
      URI uri = slipway.uri("/app/?count");
      assertThat(get(browser, uri)).isEqualTo("1 in version 3");
      slipway.redeploy("/app");
      assertThat(get(browser, uri)).isEqualTo("1 in version 3");
    }
  }

  @Test
  void sessionsOfTheNewVersionAreKeptOverTheEndOfTheOldOne() throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    SlipwayBuilder builder =
        Slipway.builder().port(0).workDirectory(temp.resolve("work")).webapp("/app", folder);
    try (Slipway slipway = builder.start()) {
      assertThat(get(browser, slipway.uri("/app/?count"))).isEqualTo("1 in version 1");
      Webapp before = slipway.webapp("/app").orElseThrow();
      slipway.redeploy("/app");
      await("the end of the old version", () -> before.state() == Webapp.State.STOPPED);
      assertThat(get(browser, slipway.uri("/app/?count"))).isEqualTo("2 in version 1");
    }
    // cookies are those of all ports of a host
    try (Slipway slipway = builder.start()) {
      assertThat(get(browser, slipway.uri("/app/?count"))).isEqualTo("3 in version 1");
    }
  }

  @Test
  void requestsOfTheOldVersionEndInItWhileTheNewOneServes() throws Exception {
    try (Slipway slipway =
            Slipway.builder().port(0).webapp("/app", folder).webapp("/b", folder).start();
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<HttpResponse<String>> slow = waiting(slipway, "/app/?wait", door);
      try (Socket held = door.accept()) {
        Webapp before = slipway.webapp("/app").orElseThrow();
        version(2);
        slipway.redeploy("/app");
        assertThat(get(slipway, "/app/")).isEqualTo("version 2");
        assertThat(before.state()).isEqualTo(Webapp.State.STOPPING);
        // nobody else waits for that request
        slipway.redeploy("/app");
        slipway.undeploy("/b");
        assertThat(before.state()).isEqualTo(Webapp.State.STOPPING);
        held.getOutputStream().write(1);
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited in version 1");
        await("its end", () -> before.state() == Webapp.State.STOPPED);
      }
    }
  }

  /** A request that takes longer than sessions wait for: its client's is the new version's. */
  @Test
  void whoWantsASessionInTheOldVersionTakesNoneFromTheClient() throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", folder).start();
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI uri = slipway.uri("/app/?count");
      assertThat(get(browser, uri)).isEqualTo("1 in version 1");
      CompletableFuture<HttpResponse<String>> slow = waiting(browser, slipway, "/app/?late", door);
      try (Socket held = door.accept()) {
        version(2);
        slipway.redeploy("/app");
        held.getOutputStream().write(1);
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("true in version 1");
      }
      assertThat(get(browser, uri)).isEqualTo("2 in version 2");
    }
  }

  private CompletableFuture<HttpResponse<String>> waiting(
      Slipway slipway, String path, ServerSocket door) {
    return waiting(client, slipway, path, door);
  }

  private static CompletableFuture<HttpResponse<String>> waiting(
      HttpClient client, Slipway slipway, String path, ServerSocket door) {
    return client.sendAsync(
        HttpRequest.newBuilder(slipway.uri(path))
            .header("port", Integer.toString(door.getLocalPort()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void undeployingWaitsForItsRequestsWithoutKeepingOtherWebappsFromComing() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", folder).start();
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<HttpResponse<String>> slow = waiting(slipway, "/app/?wait", door);
      try (Socket held = door.accept()) {
        Webapp before = slipway.webapp("/app").orElseThrow();
        CompletableFuture<Void> undeployed =
            CompletableFuture.runAsync(() -> slipway.undeploy("/app"));
        await("undeploying", () -> before.state() == Webapp.State.STOPPING);
        slipway.deploy("/b", folder);
        assertThat(get(slipway, "/b/")).isEqualTo("version 1");
        assertThat(undeployed).isNotDone();
        held.getOutputStream().write(1);
        undeployed.get(20, TimeUnit.SECONDS);
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited in version 1");
      }
    }
  }

  @Test
  void aWarIsReplacedUnderRunningRequests() throws Exception {
    Path war = war();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/app", war).start();
        ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<HttpResponse<String>> slow = waiting(slipway, "/app/?wait", door);
      try (Socket held = door.accept()) {
        version(2);
        war();
        slipway.redeploy("/app");
        assertThat(get(slipway, "/app/")).isEqualTo("version 2");
        held.getOutputStream().write(1);
        assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited in version 1");
      }
    }
  }

  private Path war() throws IOException {
    Path war = temp.resolve("app.war");
    try (OutputStream out = Files.newOutputStream(war);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(folder.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, zip);
      }
    }
    return war;
  }

  @Test
  void onlyThreadsOfTheWebappAreNamedWhenItHasGone() throws Exception {
    Thread left;
    try (CapturedLog log = new CapturedLog("io.slipway.deploy")) {
      try (Slipway slipway =
              Slipway.builder()
                  .port(0)
                  .serverOptions(ServerOptions.DEFAULT.withDrainTimeout(Duration.ZERO))
                  .webapp("/app", folder)
                  .start();
          ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        assertThat(get(slipway, "/app/?thread")).isEqualTo("version 1");
        left =
            (Thread) slipway.webapp("/app").orElseThrow().servletContext().getAttribute("thread");
        // a thread of the container's is in the webapp, and has its loader in context
        CompletableFuture<HttpResponse<String>> slow = waiting(slipway, "/app/?wait", door);
        try (Socket held = door.accept()) {
          slipway.undeploy("/app");
          held.getOutputStream().write(1);
          slow.handle((answer, failure) -> answer).get(20, TimeUnit.SECONDS);
        }
      }
      assertThat(log.messages())
          .filteredOn(line -> line.contains("its thread"))
          .singleElement()
          .asString()
          .contains("\"left by the webapp\"");
    }
    left.interrupt();
  }

  @Test
  void aValueInAThreadLocalOfTheContainersThreadKeepsNothing() throws Exception {
    try (Slipway slipway =
        Slipway.builder().port(0).threads(new HotPool(4, 10)).webapp("/app", folder).start()) {
      WeakReference<ClassLoader> loader =
          new WeakReference<>(
              slipway.webapp("/app").orElseThrow().servletContext().getClassLoader());
      for (int i = 0; i < 20; i++) {
        assertThat(get(slipway, "/app/?local")).isEqualTo("version 1");
      }
      slipway.redeploy("/app");
      awaitCollection(loader);
      assertThat(get(slipway, "/app/")).isEqualTo("version 1");
    }
  }
}
