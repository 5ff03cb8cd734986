package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In somebody's own program. */
class EmbeddingIT {
  @TempDir Path folder;

  private static final class Greet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response
          .getWriter()
          .print("hello from " + request.getContextPath() + " " + request.getAttribute("seen"));
    }
  }

  private static final Filter SEEN =
      (request, response, chain) -> {
        request.setAttribute("seen", "filtered");
        chain.doFilter(request, response);
      };

  @Test
  void servletsAndFiltersWithoutAnyFolder() throws Exception {
    try (Slipway slipway =
            Slipway.builder()
                .port(0)
                .webapp(
                    "/x",
                    webapp ->
                        webapp.servlet("greet", new Greet(), "/greet").filter("seen", SEEN, "/*"))
                .start();
        Http http = new Http()) {
      assertThat(http.get(slipway.uri("/x/greet")).text()).isEqualTo("hello from /x filtered");
    }
  }

  @Test
  void aFolderUnderAContextPath() throws Exception {
    WebappFolder.at(folder).file("index.html", "the shop");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/shop", folder).start();
        Http http = new Http()) {
      assertThat(http.get(slipway.uri("/shop/")).text()).isEqualTo("the shop");
      assertThat(http.get(slipway.uri("/shop")).status()).isIn(301, 302, 307, 308);
    }
  }

  @Test
  void manyAtOnceInOneJvmKnowNothingOfEachOther() throws Exception {
    List<CompletableFuture<String>> all =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try (Slipway slipway =
                                  Slipway.builder()
                                      .port(0)
                                      .webapp(
                                          "/app" + i,
                                          webapp -> webapp.servlet("greet", new Greet(), "/greet"))
                                      .start();
                              Http http = new Http()) {
                            return http.get(slipway.uri("/app" + i + "/greet")).text();
                          } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                          }
                        }))
            .toList();
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).get()).isEqualTo("hello from /app" + i + " null");
    }
  }

  @Test
  void aStrictStartTellsTheProblemsOfAllWebappsAndLeavesNothingOpen() throws Exception {
    WebappFolder.at(folder.resolve("one")).file("WEB-INF/web.xml", "<web-app");
    WebappFolder.at(folder.resolve("two")).file("WEB-INF/web.xml", "<web-app></wrong>");
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .webapp(folder.resolve("one"))
                    .webapp(folder.resolve("two"))
                    .start())
        .isInstanceOfSatisfying(
            DeploymentException.class,
            e -> {
              assertThat(e.contextPath()).isEqualTo("/one");
              assertThat(e.problems()).isNotEmpty();
            })
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .isInstanceOf(DeploymentException.class));
  }
}
