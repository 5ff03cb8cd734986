package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.slipway.wire.Wire;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths as long as {@code limits.max-request-line} lets them be: any client may send them. */
@Timeout(60)
class LongPathsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static Slipway serve(Path folder) throws IOException {
    WebXml.write(
        folder,
        """
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>closed</web-resource-name>
            <url-pattern>/closed/*</url-pattern>
          </web-resource-collection>
          <auth-constraint/>
        </security-constraint>
        """);
    return Slipway.builder()
        .port(0)
        .webapp(
            "/",
            w ->
                w.folder(folder)
                    .servlet(
                        "prefix",
                        Probe.servlet((q, s) -> s.getWriter().print(q.getServletPath())),
                        "/open/*",
                        "/open/deep/down/*"))
        .webapp("/shop", w -> w.servlet("shop", Probe.servlet((q, s) -> {}), "/*"))
        .start();
  }

  /** By all threads; those that end meanwhile only make it less. */
  private static long allocated() {
    return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private static long cost(Slipway slipway, String path) throws IOException {
    long before = allocated();
    Wire.ask(slipway.port(), "GET " + path);
    return allocated() - before;
  }

  /** Looking for every beginning of it would take 16 MB, three times. */
  @Test
  void manySegmentsCostNoMoreThanOne(@TempDir Path folder) throws Exception {
    try (Slipway slipway = serve(folder)) {
      String one = "/open/" + "a".repeat(8_000);
      String many = "/open" + "/a".repeat(4_000);
      cost(slipway, one);
      cost(slipway, many);
      assertThat(cost(slipway, many)).isLessThan(cost(slipway, one) + 2_000_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/open, 200 /open",
    "/open/, 200 /open",
    "/open/x, 200 /open",
    "/open/deep, 200 /open",
    "/open/deep/downs, 200 /open",
    "/open/deep/down, 200 /open/deep/down",
    "/open/deep/down/, 200 /open/deep/down",
    "/open/deep/down/x/y/z, 200 /open/deep/down",
    "/opens, 404",
    "/opens/x, 404",
    "/closed, 403",
    "/closed/x/y, 403",
    "/closeds/x/y, 404",
    "/shop, 200",
    "/shop/, 200",
    "/shop/x/y/z, 200",
    "/shops, 404",
    "/shops/x, 404",
    "/, 404"
  })
  void theLongestPrefixCounts(String path, String expected, @TempDir Path folder) throws Exception {
    try (Slipway slipway = serve(folder)) {
      Wire.Answer answer = Wire.ask(slipway.port(), "GET " + path);
      String text = answer.status() == 200 ? answer.text() : "";
      assertThat((answer.status() + " " + text).trim()).isEqualTo(expected);
    }
  }
}
