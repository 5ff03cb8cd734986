package io.slipway;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which request a reference acts as, within a dispatch and when it has returned: Servlet 6.1, 9.3,
 * 9.4 and 9.6.
 */
@Timeout(60)
class RetainedRequestsTest {
  /** URI, query, dispatcher type, parameter, and what the attributes of forward and include say. */
  private static String seen(HttpServletRequest request) {
    String[] values = request.getParameterValues("a");
    return request.getRequestURI()
        + request.getServletPath()
        + '?'
        + request.getQueryString()
        + ' '
        + request.getDispatcherType()
        + ' '
        + (values == null ? "-" : String.join(",", values))
        + ' '
        + request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI)
        + ' '
        + request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI);
  }

  private static final class Wrapper extends HttpServletRequestWrapper {
    Wrapper(HttpServletRequest request) {
      super(request);
    }
  }

  private static RequestDispatcher dispatcher(HttpServletRequest request, String kind) {
    ServletContext context = request.getServletContext();
    return kind.startsWith("named")
        ? context.getNamedDispatcher("to")
        : context.getRequestDispatcher("/to?a=2");
  }

  private static final String FROM = "/d/from/from?a=1 REQUEST 1 null null";
  private static final String FORWARDED = "/d/to/to?a=2 FORWARD 2,1 /d/from null";
  private static final String INCLUDED = "/d/from/from?a=1 INCLUDE 2,1 null /d/to";
  private static final String NAMED_FORWARDED = "/d/from/from?a=1 FORWARD 1 null null";
  private static final String NAMED_INCLUDED = "/d/from/from?a=1 INCLUDE 1 null null";

  @ParameterizedTest
  @CsvSource({
    "forward,       false",
    "forward,       true",
    "include,       false",
    "include,       true",
    "named forward, false",
    "named forward, true",
    "named include, false",
    "named include, true",
  })
  void callerAndTargetEachHaveTheirOwn(String kind, boolean wrapped) throws Exception {
    String inside =
        switch (kind) {
          case "forward" -> FORWARDED;
          case "include" -> INCLUDED;
          case "named forward" -> NAMED_FORWARDED;
          default -> NAMED_INCLUDED;
        };
    List<HttpServletRequest> kept = new CopyOnWriteArrayList<>();
    ConcurrentMap<String, String> log = new ConcurrentHashMap<>();
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/d",
                w ->
                    w.servlet(
                            "from",
                            Probe.servlet(
                                (q, s) -> {
                                  HttpServletRequest given = wrapped ? new Wrapper(q) : q;
                                  RequestDispatcher to = dispatcher(q, kind);
                                  if (kind.endsWith("forward")) {
                                    to.forward(given, s);
                                  } else {
                                    to.include(given, s);
                                  }
                                  log.put("caller", seen(q));
                                  log.put("given", seen(given));
                                  log.put("kept", seen(kept.get(0)));
                                  log.put("same", String.valueOf(kept.get(0) == given));
                                }),
                            "/from")
                        .servlet(
                            "to",
                            Probe.servlet(
                                (q, s) -> {
                                  kept.add(q);
                                  log.put("inside", seen(q));
                                }),
                            "/to"))
            .start()) {
      Probe.get(slipway.uri("/d/from?a=1"));
      // a forward ends the answer before it returns to its caller (9.4)
      await("the caller", () -> log.containsKey("same"));
    }
    assertThat(log.get("inside")).isEqualTo(inside);
    assertThat(log.get("caller")).isEqualTo(FROM);
    assertThat(log.get("given")).isEqualTo(FROM);
    if (wrapped) {
      assertThat(log.get("same")).as("the same wrapper (6.2.2)").isEqualTo("true");
    } else {
      assertThat(log.get("kept")).isEqualTo(inside);
    }
  }

  /**
   * Asynchronous processing that the target of a forward or include has begun: what its reference
   * shows when the dispatch has returned, and where {@code dispatch()} leads.
   */
  @ParameterizedTest
  @CsvSource({
    "forward, false, original, /d/to/to?a=2 FORWARD 2.1 /d/from null,     /d/from",
    "forward, false, given,    /d/to/to?a=2 FORWARD 2.1 /d/from null,     /d/to",
    "forward, true,  original, /d/from/from?a=1 REQUEST 1 null null,      /d/from",
    "forward, true,  given,    /d/to/to?a=2 FORWARD 2.1 /d/from null,     /d/to",
    "include, false, original, /d/from/from?a=1 INCLUDE 2.1 null /d/to,   /d/from",
    "include, false, given,    /d/from/from?a=1 INCLUDE 2.1 null /d/to,   /d/from",
    "include, true,  original, /d/from/from?a=1 REQUEST 1 null null,      /d/from",
    "include, true,  given,    /d/from/from?a=1 INCLUDE 2.1 null /d/to,   /d/from",
  })
  void asynchronousProcessingKeepsWhatItWasBegunWith(
      String kind, boolean wrapped, String with, String afterwards, String target)
      throws Exception {
    CompletableFuture<AsyncContext> begun = new CompletableFuture<>();
    CompletableFuture<String> caller = new CompletableFuture<>();
    List<HttpServletRequest> kept = new CopyOnWriteArrayList<>();
    List<String> dispatched = new CopyOnWriteArrayList<>();
    CompletableFuture<String> answer;
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/d",
                w -> {
                  for (String name : new String[] {"from", "to"}) {
                    w.servlet(
                        name,
                        Probe.servlet(
                            (q, s) -> {
                              if (q.getAttribute(AsyncContext.ASYNC_REQUEST_URI) != null) {
                                dispatched.add(
                                    q.getRequestURI()
                                        + " "
                                        + q.getDispatcherType()
                                        + " "
                                        + q.getAttribute(AsyncContext.ASYNC_REQUEST_URI)
                                        + " "
                                        + (q instanceof Wrapper));
                              } else if (q.getServletContext().getAttribute("in") == null) {
                                q.getServletContext().setAttribute("in", true);
                                HttpServletRequest given = wrapped ? new Wrapper(q) : q;
                                RequestDispatcher to = dispatcher(q, kind);
                                if (kind.equals("forward")) {
                                  to.forward(given, s);
                                } else {
                                  to.include(given, s);
                                }
                                caller.complete(seen(q));
                              } else {
                                kept.add(q);
                                begun.complete(
                                    with.equals("original") ? q.startAsync() : q.startAsync(q, s));
                              }
                            }),
                        "/" + name);
                  }
                })
            .start()) {
      answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Probe.get(slipway.uri("/d/from?a=1")).body();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      AsyncContext async = begun.get(20, TimeUnit.SECONDS);
      assertThat(caller.get(20, TimeUnit.SECONDS)).as("the caller's").isEqualTo(FROM);
      assertThat(seen(kept.get(0))).isEqualTo(afterwards.replace('.', ','));
      assertThat(((HttpServletRequest) async.getRequest()).getRequestURI()).isEqualTo(target);
      assertThat(async.hasOriginalRequestAndResponse())
          .isEqualTo(!wrapped || with.equals("original"));
      async.dispatch();
      answer.get(20, TimeUnit.SECONDS);
    }
    assertThat(dispatched)
        .containsExactly(target + " ASYNC /d/from " + (wrapped && with.equals("given")));
  }
}
