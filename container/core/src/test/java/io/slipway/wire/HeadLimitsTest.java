package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Heads that are larger than they may be, a little and by far: the status, the page, the line in
 * the log, and that a client which is still sending can read the answer.
 */
@Timeout(60)
class HeadLimitsTest {
  private CapturedLog log;

  private Slipway slipway;

  static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print("hello");
    }
  }

  @BeforeEach
  void start() throws Exception {
    log = new CapturedLog("io.slipway");
    slipway =
        Slipway.builder()
            .port(0)
            .https(0, TestTls.server(), ClientAuth.NONE)
            .webapp("/", w -> w.servlet("hello", new Hello(), "/*"))
            .start();
    log.clear();
  }

  @AfterEach
  void stop() {
    slipway.close();
    log.close();
  }

  /** {@code x*n} stands for n of them, and a blank within for the end of a line. */
  private static String head(String notation) {
    int star = notation.indexOf('*');
    if (star < 0) {
      return notation.isEmpty() ? "" : notation + "\r\n";
    }
    String line = notation.substring(0, star).replace(" ", "\r\n");
    int end = notation.indexOf(' ', star) < 0 ? notation.length() : notation.indexOf(' ', star);
    return line.repeat(Integer.parseInt(notation.substring(star + 1, end)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http  | /x*100    | A:b              | 200 |",
        "http  | /x*4096   | A:b              | 200 |",
        "http  | /x*4097   | A:b              | 414 | limits.max-request-line",
        "http  | /x*5000   | A:b              | 414 | limits.max-request-line",
        "http  | /x*10000  | A:b              | 414 | limits.max-request-line",
        "http  | /x*100000 | A:b              | 414 | limits.max-request-line",
        "https | /x*100000 | A:b              | 414 | limits.max-request-line",
        "http  | /x        | A:b_*95          | 200 |",
        "https | /x        | A:b_*98          | 200 |",
        "http  | /x        | A:b_*99          | 431 | limits.max-headers",
        "http  | /x        | A:b_*110         | 431 | limits.max-headers",
        "http  | /x        | A:b_*150         | 431 | limits.max-headers",
        "http  | /x        | A:b_*5000        | 431 | limits.max-headers",
        "https | /x        | A:b_*5000        | 431 | limits.max-headers",
        "http  | /x        | x*32735          | 200 |",
        "http  | /x        | x*32736          | 431 | limits.max-header-size",
        "http  | /x        | x*40000          | 431 | limits.max-header-size",
        "http  | /x        | x*70000          | 431 | limits.max-header-size",
        "http  | /x        | x*1000000        | 431 | limits.max-header-size",
        "https | /x        | x*1000000        | 431 | limits.max-header-size"
      })
  void whatIsTooLargeHasItsOwnStatus(
      String scheme, String target, String fields, int status, String setting) throws Exception {
    String many = head(fields.replace('_', ' '));
    String request =
        "GET "
            + (target.contains("*") ? head(target) : target)
            + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
            + (fields.startsWith("x") ? "X: " + many + "\r\n" : many)
            + "\r\n";
    Socket socket =
        scheme.equals("http")
            ? new Socket("127.0.0.1", slipway.port())
            : TestTls.client("http/1.1").createSocket("127.0.0.1", slipway.httpsPort());
    String answer = Wire.talk(socket, request);
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    if (setting != null) {
      assertThat(answer)
          .contains("\r\nConnection: close\r\n", "\r\nCache-Control: no-store\r\n")
          .contains("<h1>" + status)
          .endsWith("</html>\n");
    }
    if (setting == null) {
      assertThat(log.messages()).isEmpty();
    } else {
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains(setting, String.valueOf(status));
    }
  }

  /** The answer to the request before it is not lost, and comes first. */
  @ParameterizedTest
  @CsvSource({"X: x*60000", "X: x*200000", "A:b_*150", "A:b_*250", "A:b_*5000"})
  void behindAnotherRequestTheyAreRefusedInTurn(String fields) throws Exception {
    int value = fields.indexOf("x*");
    String many =
        value < 0
            ? head(fields.replace('_', ' '))
            : fields.substring(0, value) + head(fields.substring(value)) + "\r\n";
    String answer =
        Wire.talk(
            new Socket("127.0.0.1", slipway.port()),
            "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n" + many + "\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 200 .*helloHTTP/1.1 431 .*");
    assertThat(log.messages())
        .singleElement()
        .asString()
        .contains(value < 0 ? "limits.max-headers" : "limits.max-header-size");
  }
}
