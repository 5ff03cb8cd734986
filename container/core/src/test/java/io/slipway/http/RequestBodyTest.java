package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import io.undertow.server.ServerConnection;
import jakarta.servlet.ServletInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.IoUtils;

/** Bodies that servlets read, blocking. */
@Timeout(30)
class RequestBodyTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 16 << 10, (16 << 10) + 1, 1 << 20})
  void streamGivesEveryByte(int size) throws Exception {
    byte[] sent = HttpHarness.random(size);
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    web.serve("/", (request, response) -> got.complete(request.getInputStream().readAllBytes()))
        .start();
    web.post("/", "Content-Length: " + size, sent);
    assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  @ParameterizedTest
  @CsvSource({"2147483647, 2147483647", "2147483648, -1", "5000000000, -1"})
  void aLengthThatIsNoIntIsUnknownToWhoAsksForAnInt(long length, int asInt) throws Exception {
    web.serve(
            "/",
            (request, response) ->
                response
                    .getWriter()
                    .print(request.getContentLength() + " " + request.getContentLengthLong()))
        .start();
    assertThat(web.post("/", "Content-Length: " + length, new byte[0]))
        .endsWith("\r\n\r\n" + asInt + " " + length);
  }

  @Test
  void chunksGiveOneStreamAndTrailers() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              boolean before = request.isTrailerFieldsReady();
              String body =
                  new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              response
                  .getWriter()
                  .print(
                      before
                          + " "
                          + body
                          + " "
                          + request.isTrailerFieldsReady()
                          + " "
                          + request.getTrailerFields());
            })
        .start();
    String answer =
        web.post(
            "/",
            "Transfer-Encoding: chunked",
            "3\r\nabc\r\n5\r\ndefgh\r\n0\r\nMy-Sum: 1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(answer).endsWith("false abcdefgh true {my-sum=1}");
  }

  @Test
  void linesAreReadWithTheirEnds() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              ServletInputStream in = request.getInputStream();
              byte[] line = new byte[4];
              List<String> lines = new ArrayList<>();
              for (int n = in.readLine(line, 0, 4); n >= 0; n = in.readLine(line, 0, 4)) {
                lines.add(new String(line, 0, n, StandardCharsets.US_ASCII).replace("\n", "$"));
              }
              response.getWriter().print(lines);
            })
        .start();
    assertThat(web.post("/", "text/plain", "a\nlonger\n\nend")).endsWith("[a$, long, er$, $, end]");
  }

  @Test
  void byteBufferKeepsItsPosition() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              ByteBuffer buffer = ByteBuffer.allocate(10).position(2);
              int count = request.getInputStream().read(buffer);
              response
                  .getWriter()
                  .print(
                      count
                          + " "
                          + buffer.position()
                          + " "
                          + buffer.limit()
                          + " "
                          + (char) buffer.get(2));
              response
                  .getWriter()
                  .print(" " + request.getInputStream().read(ByteBuffer.allocate(0)));
              response
                  .getWriter()
                  .print(" " + request.getInputStream().read(ByteBuffer.allocate(1)));
            })
        .start();
    assertThat(web.post("/", "text/plain", "xyz")).endsWith("3 2 5 x 0 -1");
  }

  @Test
  void readerDecodesAndExcludesTheStream() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              BufferedReader reader = request.getReader();
              reader.mark(10);
              String line = reader.readLine();
              reader.reset();
              response.setCharacterEncoding("UTF-8");
              response.getWriter().print(line + reader.readLine() + request.getCharacterEncoding());
              try {
                request.getInputStream();
              } catch (IllegalStateException e) {
                response.getWriter().print(" ISE");
              }
            })
        .start();
    assertThat(
            new String(
                web.post("/", "text/plain;charset=UTF-8", "é€")
                    .getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8))
        .endsWith("é€é€UTF-8 ISE");
  }

  @Test
  void unknownCharsetIsUnsupported() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              try {
                request.getReader();
              } catch (java.io.UnsupportedEncodingException e) {
                response.getWriter().print("unsupported " + e.getMessage());
              }
            })
        .start();
    assertThat(web.post("/", "text/plain;charset=no-such", "x")).endsWith("unsupported no-such");
  }

  @Test
  void expectationIsMetWhenTheBodyIsRead() throws Exception {
    web.serve(
            "/",
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        new String(
                            request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)))
        .start();
    try (Socket socket = web.connect()) {
      Wire.send(
          socket,
          "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      byte[] interim = socket.getInputStream().readNBytes(25);
      assertThat(new String(interim, StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      Wire.send(socket, "abc");
      assertThat(HttpHarness.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("abc");
    }
  }

  @Test
  void expectationIsNotMetWhereNothingIsRead() throws Exception {
    web.serve("/", (request, response) -> response.sendError(403)).start();
    assertThat(web.post("/", "Content-Length: 3\r\nExpect: 100-continue", new byte[0]))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void unreadBodyDoesNotGetInTheWayOfTheNextRequest() throws Exception {
    web.serve("/", (request, response) -> response.getWriter().print("done")).start();
    try (Socket socket = web.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.write(HttpHarness.random(50_000));
      out.write(
          "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream()).split("HTTP/1.1 200")).hasSize(3);
    }
  }

  /** A servlet that reads the whole body: how that failed. */
  private CompletableFuture<Throwable> failureOfReading(HttpHarness.Code before) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    web.serve(
            "/",
            (request, response) -> {
              before.service(request, response);
              try {
                request.getInputStream().readAllBytes();
              } catch (IOException e) {
                failure.complete(e);
              }
            })
        .start();
    return failure;
  }

  @Test
  void clientThatGoesAwayIsAnIOException() throws Exception {
    CompletableFuture<Throwable> failure = failureOfReading((request, response) -> {});
    try (Socket socket = web.connect()) {
      Wire.send(socket, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    }
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void clientThatSendsNothingMeetsADeadline() throws Exception {
    web.readTimeoutMillis(200);
    CompletableFuture<Throwable> failure = failureOfReading((request, response) -> {});
    try (Socket socket = web.connect()) {
      Wire.send(socket, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void connectionClosedHereLeavesNoThreadWaiting() throws Exception {
    CompletableFuture<ServerConnection> reading = new CompletableFuture<>();
    CompletableFuture<Throwable> failure =
        failureOfReading(
            (request, response) -> reading.complete(request.undertow().getConnection()));
    try (Socket socket = web.connect()) {
      Wire.send(socket, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      ServerConnection connection = reading.get(20, TimeUnit.SECONDS);
      connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
      assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }
}
