package io.slipway.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SlipwayExtensionTest {
  /** Counts its requests, so that a test sees whether it is a new one. */
  public static final class Counter extends HttpServlet {
    private int requests;

    @Override
    protected synchronized void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      requests++;
      response.getWriter().print(requests);
    }
  }

  @RegisterExtension
  static final SlipwayExtension shared =
      SlipwayExtension.of(
          builder -> builder.webapp("/", app -> app.servlet(Counter.class, "/count")));

  @RegisterExtension
  final SlipwayExtension own =
      SlipwayExtension.of(
          builder -> builder.webapp("/app", app -> app.servlet(Counter.class, "/count")));

  private static Slipway first;
  private static Slipway ofTheTestBefore;

  @BeforeAll
  static void note() {
    first = shared.slipway();
  }

  static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  @Order(1)
  void aStaticFieldSharesOneContainer() throws Exception {
    assertThat(get(shared.uri("/count"))).isEqualTo("1");
    assertThat(get(own.uri("/app/count"))).isEqualTo("1");
    ofTheTestBefore = own.slipway();
  }

  @Test
  @Order(2)
  void anInstanceFieldHasAContainerForEachTest() throws Exception {
    assertThat(get(shared.uri("/count"))).isEqualTo("2");
    assertThat(get(own.uri("/app/count"))).isEqualTo("1");
    assertThatThrownBy(() -> new Socket("127.0.0.1", ofTheTestBefore.port()).close())
        .isInstanceOf(ConnectException.class);
  }

  /** The same extension is called again around the tests of this class. */
  @Nested
  class NestedTests {
    @Test
    void shareTheContainerOfTheClassAroundThem() {
      assertThat(shared.slipway()).isSameAs(first);
    }
  }

  @Nested
  class MoreNestedTests {
    @Test
    void shareItToo() {
      assertThat(shared.slipway()).isSameAs(first);
    }
  }

  /** As with a static field of a class that both extend, where classes run in parallel. */
  @Test
  void aClassWaitsForTheContainerThatAnotherStarts() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SlipwayExtension inherited =
        SlipwayExtension.of(
            builder -> {
              starting.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    FutureTask<Slipway> one = tests(inherited);
    new Thread(one).start();
    starting.await();
    FutureTask<Slipway> two = tests(inherited);
    Thread other = new Thread(two);
    other.start();
    while (!two.isDone() && other.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    go.countDown();
    assertThat(two.get()).isSameAs(one.get());
    inherited.afterAll(null);
    assertThat(inherited.slipway()).as("the other's tests still run").isSameAs(one.get());
    inherited.afterAll(null);
    assertThatThrownBy(inherited::slipway).isInstanceOf(IllegalStateException.class);
  }

  private static FutureTask<Slipway> tests(SlipwayExtension extension) {
    return new FutureTask<>(
        () -> {
          extension.beforeAll(null);
          return extension.slipway();
        });
  }

  @Test
  void outsideOfTestsThereIsNoContainer() {
    SlipwayExtension unregistered = SlipwayExtension.of(builder -> {});
    assertThatThrownBy(() -> unregistered.uri("/")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWebappThatCannotBeDeployedFailsTheTests(@TempDir Path folder) throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("WEB-INF")).resolve("web.xml"),
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"><listener><listener-class>no.Such</listener-class></listener></web-app>");
    SlipwayExtension broken = SlipwayExtension.of(builder -> builder.webapp("/", folder));
    assertThatThrownBy(() -> broken.beforeAll(null))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("no.Such");
    assertThatThrownBy(() -> broken.beforeAll(null))
        .as("another class that has inherited it")
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("no.Such");
    assertThatThrownBy(broken::slipway).isInstanceOf(IllegalStateException.class);
  }
}
