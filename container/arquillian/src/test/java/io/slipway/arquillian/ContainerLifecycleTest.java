package io.slipway.arquillian;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerLifecycleTest {
  @TempDir Path directory;

  private final SlipwayDeployableContainer container = new SlipwayDeployableContainer();
  private final SlipwayContainerConfiguration configuration = new SlipwayContainerConfiguration();

  /** Says what the configuration has made of the container. */
  @WebServlet(urlPatterns = "/options", asyncSupported = true)
  public static class OptionsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var async = request.startAsync();
      response
          .getWriter()
          .print(
              async.getTimeout()
                  + " "
                  + (getServletContext().getContext("/other") != null)
                  + " "
                  + request.getProtocol());
      async.complete();
    }
  }

  @BeforeEach
  void configure() {
    configuration.setWorkDirectory(directory.toString());
    container.setup(configuration);
  }

  @AfterEach
  void stop() throws Exception {
    container.stop();
  }

  /** Of the archives that are up. */
  private List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.endsWith("page.txt")).toList();
    }
  }

  @Test
  void nothingIsDeployedBeforeTheStart() {
    assertThatThrownBy(() -> container.deploy(Page.archive("shop.war")))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("not started");
  }

  @Test
  void anArchiveComesAndGoesWithItsFiles() throws Exception {
    container.start();
    WebArchive archive = Page.archive("shop.war");
    URI page = Page.uri(container.deploy(archive)).resolve("page.txt");
    assertThat(Page.get(page).body()).isEqualTo("a page");
    assertThat(folders()).hasSize(1);

    container.undeploy(archive);
    assertThat(Page.get(page).statusCode()).isEqualTo(404);
    assertThat(folders()).isEmpty();
    assertThatCode(() -> container.undeploy(archive)).doesNotThrowAnyException();

    assertThat(Page.uri(container.deploy(archive)).resolve("page.txt")).isEqualTo(page);
    assertThat(Page.get(page).body()).isEqualTo("a page");
  }

  @Test
  void whatCannotBeDeployedIsToldAndLeavesNothing() throws Exception {
    container.start();
    WebArchive broken =
        Page.archive("shop.war")
            .addAsWebInfResource(
                new StringAsset(
                    "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"><listener><listener-class>no.Such</listener-class></listener></web-app>"),
                "web.xml");
    assertThatThrownBy(() -> container.deploy(broken))
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("shop.war")
        .hasMessageContaining("no.Such");
    assertThat(folders()).isEmpty();
    assertThat(
            Page.get(Page.uri(container.deploy(Page.archive("shop.war"))).resolve("page.txt"))
                .body())
        .isEqualTo("a page");
  }

  @Test
  void afterTheStopNobodyAnswers() throws Exception {
    container.start();
    URI uri = Page.uri(container.deploy(Page.archive("shop.war")));
    container.stop();
    assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aConnectionIsIdleForAsLongAsItIsConfigured() throws Exception {
    configuration.setIdleTimeoutMillis(200);
    container.start();
    URI uri = Page.uri(container.deploy(Page.archive("shop.war")));
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("GET /shop/page.txt HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 200")
          .endsWith("a page");
    }
  }

  @Test
  void aStartThatFailsIsToldAndLeavesNothing() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      configuration.setPort(taken.getLocalPort());
      assertThatThrownBy(container::start)
          .isInstanceOf(LifecycleException.class)
          .hasMessageContaining("did not start")
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theConfigurationIsThatOfTheContainer(boolean on) throws Exception {
    configuration.setAsyncTimeoutMillis(4711);
    configuration.setCrossContext(on);
    configuration.setHttp2(on);
    container.start();
    container.deploy(Page.archive("other.war"));
    URI uri =
        Page.uri(
            container.deploy(
                ShrinkWrap.create(WebArchive.class, "shop.war").addClass(OptionsServlet.class)));
    assertThat(Page.get(uri.resolve("options")).body())
        .isEqualTo(on ? "4711 true HTTP/2.0" : "4711 false HTTP/1.1");
  }
}
