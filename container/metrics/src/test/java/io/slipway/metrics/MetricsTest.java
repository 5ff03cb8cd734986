package io.slipway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.ManagementOptions;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final HttpClient client = HttpClient.newHttpClient();

  /** Answers what it is asked for, in a session. */
  static final class Status extends HttpServlet {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getSession();
      response.setStatus(Integer.parseInt(request.getParameter("status")));
    }
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI metrics(Slipway slipway) {
    return URI.create("http://127.0.0.1:" + slipway.managementPort() + "/metrics");
  }

  @Test
  void requestsAreCountedByWebappAndStatus() throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .management(ManagementOptions.on(0).withMetrics(true))
            .webapp("/shop", app -> app.servlet(Status.class, "/status"))
            .start()) {
      for (int status : new int[] {200, 204, 404, 500}) {
        get(slipway.uri("/shop/status?status=" + status));
      }
      get(slipway.uri("/nowhere"));
      // a request is counted when its response has left
      HttpResponse<String> answer = get(metrics(slipway));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!answer.body().contains("{status=\"4xx\",webapp=\"\"} 1\n")
          && System.nanoTime() < end) {
        answer = get(metrics(slipway));
      }
      assertThat(answer.headers().firstValue("content-type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body())
          .contains("slipway_requests_seconds_count{status=\"2xx\",webapp=\"/shop\"} 2\n")
          .contains("slipway_requests_seconds_count{status=\"4xx\",webapp=\"/shop\"} 1\n")
          .contains("slipway_requests_seconds_count{status=\"5xx\",webapp=\"/shop\"} 1\n")
          .contains("slipway_requests_seconds_count{status=\"4xx\",webapp=\"\"} 1\n")
          .contains("slipway_sessions{webapp=\"/shop\"} 4.0\n")
          .contains("slipway_requests_in_flight 0.0\n")
          .containsPattern("slipway_buffers_lent [0-9]+\\.0\n")
          .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ");
    }
  }

  @Test
  void withoutTheOptionThereAreNone() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).management(ManagementOptions.on(0)).start()) {
      assertThat(get(metrics(slipway)).statusCode()).isEqualTo(404);
    }
  }
}
