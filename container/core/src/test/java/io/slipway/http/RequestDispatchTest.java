package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a request shows while dispatches run in front of one another: Servlet 6.1, 9. */
@Timeout(30)
class RequestDispatchTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  /** Runs the check within a request; its assertion errors are the test's. */
  private void within(String target, Check check) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    web.serve(
            "/first",
            (request, response) -> {
              try {
                check.run(request);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            })
        .start();
    web.get(target);
    done.get(20, TimeUnit.SECONDS);
  }

  interface Check {
    void run(ServerRequest request) throws IOException;
  }

  private ServerRequest push(
      ServerRequest request, DispatcherType type, String path, @Nullable String query) {
    return request.exchange().enter(web.dispatch(type, path, query, request.dispatch()));
  }

  private static String parameter(ServerRequest request, String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? "-" : String.join(",", values);
  }

  @Test
  void forwardShowsItsPathAndTheOriginalInAttributes() throws Exception {
    within(
        "/first?a=1&b=2",
        request -> {
          ServerRequest second = push(request, DispatcherType.FORWARD, "/second", "a=0");
          assertThat(second.getServletPath()).isEqualTo("/second");
          assertThat(second.getRequestURI()).isEqualTo("/second");
          assertThat(second.getQueryString()).isEqualTo("a=0");
          assertThat(second.getDispatcherType()).isEqualTo(DispatcherType.FORWARD);
          assertThat(second.getHttpServletMapping().getPattern()).isEqualTo("/second");
          assertThat(second.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI))
              .isEqualTo("/first");
          assertThat(second.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING))
              .isEqualTo("a=1&b=2");
          assertThat(second.getAttribute(RequestDispatcher.FORWARD_PATH_INFO)).isNull();
          assertThat(parameter(second, "a")).isEqualTo("0,1");
          assertThat(parameter(second, "b")).isEqualTo("2");
          ServerRequest third = push(second, DispatcherType.FORWARD, "/third", null);
          assertThat(third.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH))
              .isEqualTo("/first");
          assertThat(third.getQueryString()).isEqualTo("a=0");
          assertThat(parameter(third, "a")).isEqualTo("0,1");
          assertThat(request.getServletPath()).isEqualTo("/first");
          assertThat(request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI)).isNull();
          assertThat(parameter(request, "a")).isEqualTo("1");
          ServletExchange exchange = request.exchange();
          assertThat(exchange.request()).isSameAs(third);
          exchange.leave(third);
          assertThat(exchange.request()).isSameAs(second);
          assertThat(exchange.firstRequest()).isSameAs(request);
        });
  }

  @Test
  void includeShowsItsPathInAttributesOnly() throws Exception {
    within(
        "/first?a=1",
        request -> {
          ServerRequest second = push(request, DispatcherType.FORWARD, "/second", null);
          ServerRequest part = push(second, DispatcherType.INCLUDE, "/part", "a=9");
          assertThat(part.getServletPath()).isEqualTo("/second");
          assertThat(part.getHttpServletMapping().getPattern()).isEqualTo("/second");
          assertThat(part.getDispatcherType()).isEqualTo(DispatcherType.INCLUDE);
          assertThat(part.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)).isEqualTo("/part");
          assertThat(part.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING)).isEqualTo("a=9");
          assertThat(part.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH)).isEqualTo("/first");
          assertThat(part.getQueryString()).isEqualTo("a=1");
          assertThat(parameter(part, "a")).isEqualTo("9,1");
          ServerRequest inner = push(part, DispatcherType.INCLUDE, "/inner", null);
          assertThat(inner.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))
              .isEqualTo("/inner");
          assertThat(inner.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING)).isNull();
          assertThat(part.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)).isEqualTo("/part");
          assertThat(second.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH)).isNull();
          assertThat(parameter(second, "a")).isEqualTo("1");
        });
  }

  @Test
  void namedDispatchShowsNothing() throws Exception {
    within(
        "/first?a=1",
        request -> {
          for (DispatcherType type : List.of(DispatcherType.FORWARD, DispatcherType.INCLUDE)) {
            Dispatch plain = web.dispatch(type, "/second", null, request.dispatch());
            ServerRequest named =
                request
                    .exchange()
                    .enter(
                        new Dispatch(
                            plain.app(),
                            plain.target(),
                            type,
                            "/second",
                            "",
                            "/second",
                            null,
                            "a=1",
                            plain.mapping(),
                            true,
                            plain.previous()));
            assertThat(named.getServletPath()).isEqualTo("/first");
            assertThat(named.getDispatcherType()).isEqualTo(type);
            assertThat(parameter(named, "a")).isEqualTo("1");
            assertThat(Collections.list(named.getAttributeNames())).isEmpty();
            request.exchange().leave(named);
          }
        });
  }

  @Test
  void asyncDispatchShowsTheOriginalInAttributes() throws Exception {
    within(
        "/first?a=1",
        request -> {
          ServerRequest second = push(request, DispatcherType.FORWARD, "/second", null);
          assertThat(second.byContainer()).isSameAs(request);
          ServerRequest third = push(second, DispatcherType.ASYNC, "/third", "b=2");
          assertThat(third.byContainer()).isSameAs(third);
          assertThat(third.getServletPath()).isEqualTo("/third");
          assertThat(third.getAttribute(AsyncContext.ASYNC_SERVLET_PATH)).isEqualTo("/first");
          assertThat(third.getAttribute(AsyncContext.ASYNC_QUERY_STRING)).isEqualTo("a=1");
          assertThat(third.getAttribute(AsyncContext.ASYNC_MAPPING)).isNotNull();
          assertThat(third.getDispatcherType()).isEqualTo(DispatcherType.ASYNC);
        });
  }

  @Test
  void computedAttributesCanBeSetAndRemoved() throws Exception {
    within(
        "/first",
        first -> {
          ServerRequest request = push(first, DispatcherType.FORWARD, "/second", null);
          String name = RequestDispatcher.FORWARD_REQUEST_URI;
          List<String> names = new ArrayList<>(Collections.list(request.getAttributeNames()));
          assertThat(names).contains(name).doesNotContain(RequestDispatcher.FORWARD_PATH_INFO);
          request.setAttribute(name, "mine");
          assertThat(request.getAttribute(name)).isEqualTo("mine");
          request.removeAttribute(name);
          assertThat(request.getAttribute(name)).isNull();
          assertThat(Collections.list(request.getAttributeNames())).doesNotContain(name);
          request.setAttribute(name, "again");
          assertThat(request.getAttribute(name)).isEqualTo("again");
          request.setAttribute("x", "y");
          assertThat(first.getAttribute("x")).as("one set for all").isEqualTo("y");
          request.setAttribute("x", null);
          assertThat(request.getAttribute("x")).isNull();
          assertThat(Collections.list(request.getAttributeNames())).doesNotContain("x");
        });
  }

  @Test
  void parameterMapCannotBeChanged() throws Exception {
    within(
        "/first?a=1",
        request -> {
          request.getParameterValues("a")[0] = "changed";
          assertThat(request.getParameter("a")).isEqualTo("1");
          assertThat(
                  org.assertj.core.api.Assertions.catchThrowable(
                      () -> request.getParameterMap().clear()))
              .isInstanceOf(UnsupportedOperationException.class);
        });
  }

  @Test
  void addressesAndUrls() throws Exception {
    within(
        "/first?a=1",
        request -> {
          assertThat(request.getRequestURL())
              .hasToString("http://localhost:" + web.port() + "/first");
          assertThat(request.getServerName()).isEqualTo("localhost");
          assertThat(request.getServerPort()).isEqualTo(web.port());
          assertThat(request.getRemoteAddr()).isEqualTo("127.0.0.1");
          assertThat(request.getRemoteHost()).isEqualTo("localhost");
          assertThat(request.getLocalPort()).isEqualTo(web.port());
          assertThat(request.getScheme()).isEqualTo("http");
          assertThat(request.isSecure()).isFalse();
          assertThat(request.getProtocol()).isEqualTo("HTTP/1.1");
          assertThat(request.getRequestId()).isNotEmpty();
          assertThat(request.getProtocolRequestId()).isEmpty();
          assertThat(request.getServletConnection().getProtocol()).isEqualTo("http/1.1");
          assertThat(request.getServletConnection().getConnectionId()).isNotEmpty();
          assertThat(request.getServletConnection().getProtocolConnectionId()).isEmpty();
        });
  }
}
