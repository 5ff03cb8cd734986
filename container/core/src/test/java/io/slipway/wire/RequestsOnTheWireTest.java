package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are too large, that follow each other, and bodies that wait to be asked for. */
class RequestsOnTheWireTest {
  @AutoClose private static Slipway slipway;
  @AutoClose private Socket socket;

  static final class Worker extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getServletPath().equals("/read")) {
        response.getOutputStream().print(request.getInputStream().readAllBytes().length);
      } else if (request.getServletPath().equals("/fields")) {
        response.getOutputStream().print(Collections.list(request.getHeaders("X")) + "\n");
      } else if (request.getServletPath().equals("/empty")) {
        response.setStatus(204);
      } else if (request.getServletPath().equals("/upgrade")) {
        upgrade(request);
      } else {
        response.getOutputStream().print(request.getServletPath());
        if (request.getServletPath().equals("/early")) {
          response.flushBuffer();
        }
      }
    }
  }

  private static void upgrade(HttpServletRequest request) throws IOException {
    try {
      request.upgrade(Sends.class);
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  /** Sends back what comes. */
  public static final class Sends implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      try (connection) {
        connection.getInputStream().transferTo(connection.getOutputStream());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void destroy() {
      // nothing
    }
  }

  @BeforeAll
  static void start() {
    LimitOptions limits =
        LimitOptions.DEFAULT
            .withHeads(new HeadLimits(2_000, 4_000, 20))
            .withMaxCookies(30)
            .withBodies(new BodyLimits(1_000_000, 30_000, 60_000, 500));
    slipway =
        Slipway.builder()
            .port(0)
            .pipeline(PipelineOptions.DEFAULT.withLimits(limits))
            .webapp(
                "/",
                w ->
                    w.servlet(
                        "worker",
                        new Worker(),
                        "/read",
                        "/unread",
                        "/early",
                        "/empty",
                        "/fields",
                        "/upgrade",
                        "/a",
                        "/b",
                        "/c"))
            .start();
  }

  @BeforeEach
  void connect() throws IOException {
    socket = Wire.connect(slipway.port());
  }

  private void send(String text) throws IOException {
    Wire.send(socket, text);
  }

  private String all() throws IOException {
    return Wire.all(socket);
  }

  /** It is no head: neither are empty lines before it dropped, nor is it too long for one. */
  @Test
  void whatComesAfterAnUpgradeIsLeftAsItIs() throws IOException {
    String bytes = "\r\n\r\n\na  b\0" + "x".repeat(40_000);
    send("GET /upgrade HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: bytes\r\n\r\n");
    InputStream in = socket.getInputStream();
    assertThat(Wire.line(in)).startsWith("HTTP/1.1 101 ");
    while (!Wire.line(in).isEmpty()) {
      continue;
    }
    send(bytes);
    socket.shutdownOutput();
    assertThat(all()).isEqualTo(bytes);
  }

  @Test
  void manyCookiesAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\nCookie: " + "a=b;".repeat(30) + "a=b\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }

  @Test
  void aBodyAboveTheLimitIsAnsweredBeforeItIsSent() throws IOException {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 1000001\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aClientThatSendsOnReadsThe413() throws Exception {
    send("POST /read HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] part = new byte[10_000];
    for (int i = 0; i < 300; i++) {
      out.write(part);
    }
    assertThat(all()).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void chunksAboveTheLimitAre413() throws IOException {
    send("POST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nF4241\r\n");
    byte[] part = new byte[1_000_001];
    socket.getOutputStream().write(part);
    send("\r\n0\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 413 ").contains("Connection: close");
  }

  @Test
  void aShortBodyThatNobodyReadIsReadAway() throws IOException {
    send(
        "POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
            + "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(all()).contains("/unread").contains("/a");
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    send(
        "GET /a HTTP/1.1\r\nHost: h\r\n\r\nPOST /read HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nxyz\r\n0\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost: h\r\n\r\nGET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(all()).matches("(?s).*/aHTTP.*3HTTP.*/bHTTP.*/c");
  }

  /** Undertow's parser makes one of those that follow each other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30, 1_000})
  void blanksWithinAFieldStay(int bytesAtOnce) throws IOException {
    String head =
        "GET /fields HTTP/1.1\r\nHost: h\r\nX: a b\r\nX:  \"a  b\t\t c\" \t \r\n"
            + "X-Y: a\r\nY: a  b\r\nx:a b\r\nx:d\t\te\r\n"
            + "x:Mon Jan  1 00:00:00 2035 .   .\r\nX:\tf  \r\n";
    String requests = head + "\r\n" + head + "Connection: close\r\n\r\n";
    for (int at = 0; at < requests.length(); at += bytesAtOnce) {
      send(requests.substring(at, Math.min(at + bytesAtOnce, requests.length())));
    }
    assertThat(all().lines().filter(line -> line.startsWith("[")))
        .hasSize(2)
        .containsOnly("[a b, \"a  b\t\t c\", a b, d\t\te, Mon Jan  1 00:00:00 2035 .   ., f]");
  }

  @Test
  void closeIsFoundAmongConnectionOptions() throws IOException {
    send(
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: a, close\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all()).contains("Connection: close").endsWith("/a");
  }

  @Test
  void aClientOfHttp10GetsNo100() throws IOException {
    send("POST /read HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(all()).matches("(?s)HTTP/1.[01] 200 .*3");
  }

  @Test
  void aClientOfHttp11Gets100() throws IOException {
    send(
        "POST /read HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    InputStream in = socket.getInputStream();
    assertThat(Wire.line(in)).isEqualTo("HTTP/1.1 100 Continue");
    send("abc");
    assertThat(all()).contains("200").endsWith("3");
  }

  /** Nobody knows whether it still sends its body, or the next request: RFC 9110, 10.1.1. */
  @ParameterizedTest
  @ValueSource(strings = {"/unread", "/early", "/nowhere", "/folder"})
  void whoGetsAnAnswerInsteadOf100IsToldThatTheConnectionEnds(String path) throws IOException {
    send(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    assertThat(all()).doesNotContain(" 100 ").contains("\r\nConnection: close\r\n");
  }

  @Test
  void anExpectationWithoutABodyCostsNothing() throws IOException {
    send(
        "GET /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n"
            + "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assertThat(all()).contains("/a").endsWith("/b");
  }

  @Test
  void aBodyThatIsTooLongToBeReadAwayEndsTheConnectionAndSaysSo() throws IOException {
    send("POST /unread HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\nabc");
    assertThat(all()).startsWith("HTTP/1.1 200 ").contains("\r\nConnection: close\r\n");
  }

  /** RFC 9112, C.2.2: else it does not know that it may go on. */
  @ParameterizedTest
  @ValueSource(strings = {"/a", "/empty", "/nowhere"})
  void aClientOfHttp10IsToldThatItsConnectionStays(String path) throws IOException {
    send("GET " + path + " HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
    assertThat(all())
        .containsIgnoringCase("\r\nConnection: keep-alive\r\n")
        .contains("\r\nConnection: close\r\n")
        .endsWith("/b");
  }

  @Test
  void aLongTargetIs414() throws IOException {
    send("GET /a?" + "x".repeat(2_100) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 414 ").contains("Connection: close");
  }

  @Test
  void largeFieldsAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(4_100) + "\r\n\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }

  @Test
  void manyFieldsAre431() throws IOException {
    send("GET /a HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n".repeat(25) + "\r\n");
    assertThat(all()).startsWith("HTTP/1.1 431 ").contains("Connection: close");
  }
}
