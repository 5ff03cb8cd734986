package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.MultipartDef;
import io.undertow.server.ServerConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.IoUtils;
import org.xnio.Options;

@Timeout(30)
class RequestBodyTest {
  private final HttpHarness web = new HttpHarness();

  @AfterEach
  void stop() {
    web.close();
  }

  private String post(String path, String type, String body) throws IOException {
    return post(
        path,
        "Content-Type: "
            + type
            + "\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length,
        body.getBytes(StandardCharsets.UTF_8));
  }

  private String post(String path, String headers, byte[] body) throws IOException {
    try (Socket socket = web.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return HttpHarness.readAll(socket.getInputStream());
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  // ---- blocking ----

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 16 << 10, (16 << 10) + 1, 1 << 20})
  void streamGivesEveryByte(int size) throws Exception {
    byte[] sent = random(size);
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    web.serve("/", (request, response) -> got.complete(request.getInputStream().readAllBytes()))
        .start();
    post("/", "Content-Length: " + size, sent);
    assertThat(got.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
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
        post(
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
    assertThat(post("/", "text/plain", "a\nlonger\n\nend")).endsWith("[a$, long, er$, $, end]");
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
    assertThat(post("/", "text/plain", "xyz")).endsWith("3 2 5 x 0 -1");
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
                post("/", "text/plain;charset=UTF-8", "é€").getBytes(StandardCharsets.ISO_8859_1),
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
    assertThat(post("/", "text/plain;charset=no-such", "x")).endsWith("unsupported no-such");
  }

  @Test
  void tooLargeBodyFailsWith413() throws Exception {
    web.options = new RequestOptions(8192, 1000, 1000, 10, 100, 8192, 0, 30_000, 1000, null);
    web.serve("/", (request, response) -> request.getInputStream().readAllBytes()).start();
    assertThat(post("/", "Content-Length: 11", random(11))).startsWith("HTTP/1.1 413 ");
    assertThat(
            post(
                "/",
                "Transfer-Encoding: chunked",
                "b\r\n12345678901\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
        .startsWith("HTTP/1.1 413 ");
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
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] interim = socket.getInputStream().readNBytes(25);
      assertThat(new String(interim, StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("abc");
    }
  }

  @Test
  void expectationIsNotMetWhereNothingIsRead() throws Exception {
    web.serve("/", (request, response) -> response.sendError(403)).start();
    assertThat(post("/", "Content-Length: 3\r\nExpect: 100-continue", new byte[0]))
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
      out.write(random(50_000));
      out.write(
          "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream()).split("HTTP/1.1 200")).hasSize(3);
    }
  }

  @Test
  void clientThatGoesAwayIsAnIOException() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    web.serve(
            "/",
            (request, response) -> {
              try {
                request.getInputStream().readAllBytes();
              } catch (IOException e) {
                failure.complete(e);
              }
            })
        .start();
    try (Socket socket = web.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void clientThatSendsNothingMeetsADeadline() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    web.serve(
            "/",
            (request, response) -> {
              request.undertow().getConnection().setOption(Options.READ_TIMEOUT, 200);
              try {
                request.getInputStream().readAllBytes();
              } catch (IOException e) {
                failure.complete(e);
              }
            })
        .start();
    try (Socket socket = web.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void connectionClosedHereLeavesNoThreadWaiting() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    CompletableFuture<ServerConnection> reading = new CompletableFuture<>();
    web.serve(
            "/",
            (request, response) -> {
              reading.complete(request.undertow().getConnection());
              try {
                request.getInputStream().readAllBytes();
              } catch (IOException e) {
                failure.complete(e);
              }
            })
        .start();
    try (Socket socket = web.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      ServerConnection connection = reading.get(20, TimeUnit.SECONDS);
      connection.getIoThread().execute(() -> IoUtils.safeClose(connection));
      assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }

  // ---- parameters ----

  @Test
  void queryComesBeforeTheForm() throws Exception {
    web.serve(
            "/",
            (request, response) ->
                response
                    .getWriter()
                    .print(
                        String.join(",", request.getParameterValues("a"))
                            + request.getParameterMap().keySet()))
        .start();
    assertThat(post("/?a=hello&q=1", "application/x-www-form-urlencoded", "a=goodbye&b=2&a=world"))
        .endsWith("hello,goodbye,world[a, q, b]");
  }

  @Test
  void formIsOnlyForPostAndWhenNobodyReadsTheBody() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              ServletInputStream in = request.getInputStream();
              response
                  .getWriter()
                  .print(
                      request.getParameter("a")
                          + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            })
        .start();
    assertThat(post("/", "application/x-www-form-urlencoded", "a=b")).endsWith("nulla=b");
    assertThat(post("/", "text/plain", "a=b")).endsWith("nulla=b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%zz", "a=1&b=2&c=3&d=4", "a=%"})
  void badParametersAre400(String query) throws Exception {
    web.options = new RequestOptions(8192, 3, 1000, -1, 100, 8192, 0, 30_000, 1000, null);
    web.serve("/", (request, response) -> request.getParameter("a")).start();
    assertThat(web.get("/?" + query)).startsWith("HTTP/1.1 400 ");
    assertThat(post("/", "application/x-www-form-urlencoded", query)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void tooLargeFormIs413() throws Exception {
    web.options = new RequestOptions(8192, 3, 10, -1, 100, 8192, 0, 30_000, 1000, null);
    web.serve("/", (request, response) -> request.getParameter("a")).start();
    assertThat(post("/", "application/x-www-form-urlencoded", "a=123456789"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void encodingOfTheBodyIsThatOfTheRequestThenOfTheWebapp() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              response.setCharacterEncoding("UTF-8");
              response
                  .getWriter()
                  .print(request.getCharacterEncoding() + request.getParameter("a"));
            })
        .serve(
            "/set",
            (request, response) -> {
              request.setCharacterEncoding("UTF-8");
              response.getWriter().print(request.getParameter("a").length());
            })
        .start();
    assertThat(utf8(post("/", "application/x-www-form-urlencoded", "a=%E9"))).endsWith("nullé");
    assertThat(utf8(post("/", "application/x-www-form-urlencoded;charset=utf-8", "a=%C3%A9")))
        .endsWith("utf-8é");
    assertThat(post("/set", "application/x-www-form-urlencoded", "a=%C3%A9")).endsWith("1");
    web.requestEncoding = StandardCharsets.UTF_8;
    assertThat(utf8(post("/", "application/x-www-form-urlencoded", "a=%C3%A9"))).endsWith("UTF-8é");
  }

  private static String utf8(String raw) {
    return new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  // ---- multipart ----

  private static final String FORM = "multipart/form-data; boundary=XX";

  private static String part(String disposition, String content) {
    return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
  }

  private void multipart(long maxFile, long maxRequest, int threshold) {
    web.multipart = new MultipartDef("", maxFile, maxRequest, threshold);
  }

  @Test
  void fieldsAreParametersAndFilesAreParts(@TempDir Path directory) throws Exception {
    multipart(-1, -1, 4);
    web.temporaryDirectory = directory;
    web.serve(
            "/",
            (request, response) -> {
              StringBuilder out =
                  new StringBuilder(
                      request.getParameter("a") + "," + request.getParameter("f") + ",");
              for (Part each : request.getParts()) {
                String content =
                    new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                out.append(
                    each.getName()
                        + ":"
                        + each.getSubmittedFileName()
                        + ":"
                        + each.getSize()
                        + ":"
                        + content
                        + ",");
              }
              try (Stream<Path> files = Files.list(directory)) {
                out.append(files.count());
              }
              response.getWriter().print(out);
            })
        .start();
    String body =
        part("name=a", "1")
            + part("name=\"f\"; filename=\"x.txt\"", "in a file")
            + part("name=m; filename=y", "mem")
            + "--XX--\r\n";
    assertThat(post("/", FORM, body)).endsWith("1,null,a:null:1:1,f:x.txt:9:in a file,m:y:3:mem,1");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void writtenPartStaysWhereItWasWritten(@TempDir Path directory) throws Exception {
    multipart(-1, -1, 0);
    web.temporaryDirectory = directory;
    web.serve("/", (request, response) -> request.getPart("f").write("kept.txt")).start();
    post("/", FORM, part("name=f; filename=x", "content") + "--XX--\r\n");
    assertThat(directory.resolve("kept.txt")).hasContent("content");
    assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  @Test
  void limitsAre413(@TempDir Path directory) throws Exception {
    web.temporaryDirectory = directory;
    web.serve("/", (request, response) -> request.getParts()).start();
    String body = part("name=f; filename=x", "0123456789") + "--XX--\r\n";
    multipart(9, -1, 0);
    assertThat(post("/", FORM, body)).startsWith("HTTP/1.1 413 ");
    multipart(-1, 20, 0);
    assertThat(post("/", FORM, body)).startsWith("HTTP/1.1 413 ");
    multipart(10, 1000, 0);
    assertThat(post("/", FORM, body)).startsWith("HTTP/1.1 200 ");
    web.options = new RequestOptions(8192, 1000, 1000, -1, 1, 8192, 0, 30_000, 1000, null);
    assertThat(post("/", FORM, part("name=a", "1") + body)).startsWith("HTTP/1.1 413 ");
    assertThat(directory).isEmptyDirectory();
  }

  /** Also where it is larger than what is read at once. */
  @Test
  void theHeaderOfAPartHasALimitOfItsOwn() throws Exception {
    web.options = new RequestOptions(8192, 1000, 1000, -1, 1, 60_000, 0, 30_000, 1000, null);
    multipart(-1, -1, 0);
    web.serve("/", (request, response) -> request.getParts()).start();
    assertThat(post("/", FORM, part("name=" + "n".repeat(59_000), "1") + "--XX--\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(post("/", FORM, part("name=" + "n".repeat(60_000), "1") + "--XX--\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--XX",
        "--XX\r\n",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        "--XXY\r\n",
        "--XX\r\nbad\r\n\r\n1\r\n--XX--",
        "nothing"
      })
  void malformedIs400(String body) throws Exception {
    multipart(-1, -1, 0);
    web.serve("/", (request, response) -> request.getParts()).start();
    assertThat(post("/", FORM, body)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void partsNeedTheirConfiguration() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              try {
                request.getParts();
              } catch (IllegalStateException | jakarta.servlet.ServletException e) {
                response.getWriter().print(e.getClass().getSimpleName());
              }
            })
        .start();
    assertThat(post("/", FORM, "--XX--\r\n")).endsWith("IllegalStateException");
    multipart(-1, -1, 0);
    assertThat(post("/", "text/plain", "x")).endsWith("ServletException");
    assertThat(HttpHarness.body(post("/", FORM, "--XX--\r\n"))).isEmpty();
  }

  @Test
  void boundariesAreFoundHoweverTheBytesArrive(@TempDir Path directory) throws Exception {
    web.temporaryDirectory = directory;
    BlockingQueue<List<byte[]>> got = new LinkedBlockingQueue<>();
    web.serve(
            "/",
            (request, response) -> {
              List<byte[]> contents = new ArrayList<>();
              for (Part each : request.getParts()) {
                contents.add(each.getInputStream().readAllBytes());
              }
              got.add(contents);
            })
        .start();
    Random random = new Random(7578);
    for (int round = 0; round < 40; round++) {
      multipart(-1, -1, random.nextInt(3) * 20_000);
      String boundary = "-".repeat(random.nextInt(30)) + "b" + round;
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      List<byte[]> parts = new ArrayList<>();
      for (int n = random.nextInt(5); n >= 0; n--) {
        byte[] content = content(random, boundary);
        parts.add(content);
        body.write(
            ("--" + boundary + " \r\nContent-Disposition: form-data; name=p; filename=f\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.write(content);
        body.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      body.write(("--" + boundary + "--\r\nepilogue").getBytes(StandardCharsets.US_ASCII));
      sendInPieces(body.toByteArray(), boundary, random);
      List<byte[]> read = got.poll(20, TimeUnit.SECONDS);
      assertThat(read).hasSameSizeAs(parts);
      for (int i = 0; i < parts.size(); i++) {
        assertThat(Arrays.equals(read.get(i), parts.get(i))).isTrue();
      }
    }
  }

  /** Full of what looks like the beginning of a boundary. */
  private static byte[] content(Random random, String boundary) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    for (int n = random.nextInt(400); n > 0; n--) {
      content.write(delimiter, 0, random.nextInt(delimiter.length));
      content.write('.');
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      content.write(noise);
    }
    return content.toByteArray();
  }

  private void sendInPieces(byte[] body, String boundary, Random random) throws IOException {
    boolean chunked = random.nextBoolean();
    try (Socket socket = web.connect()) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=\""
                  + boundary
                  + "\"\r\n"
                  + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      for (int at = 0; at < body.length; ) {
        int count = Math.min(body.length - at, 1 + random.nextInt(20_000));
        if (chunked) {
          out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(body, at, count);
        if (chunked) {
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        at += count;
      }
      if (chunked) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(HttpHarness.readAll(socket.getInputStream())).startsWith("HTTP/1.1 200");
    }
  }

  // ---- non-blocking ----

  private static final class Collector implements ReadListener {
    final AsyncContext async;
    final ServletInputStream in;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final BlockingQueue<String> events;

    Collector(ServerRequest request, BlockingQueue<String> events) throws IOException {
      this.async = request.startAsync();
      this.in = request.getInputStream();
      this.events = events;
    }

    @Override
    public void onDataAvailable() throws IOException {
      events.add("data");
      byte[] buffer = new byte[1000];
      while (in.isReady()) {
        int count = in.read(buffer);
        if (count < 0) {
          break;
        }
        bytes.write(buffer, 0, count);
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      events.add("all " + bytes.size() + " " + in.isFinished());
      async.getResponse().getWriter().print("read " + bytes.size());
      async.complete();
    }

    @Override
    public void onError(Throwable failure) {
      events.add("error");
      async.complete();
    }
  }

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private void serveCollector() {
    web.serve(
            "/",
            (request, response) ->
                request.getInputStream().setReadListener(new Collector(request, events)))
        .start();
  }

  @Test
  void listenerHearsOfAllData() throws Exception {
    serveCollector();
    assertThat(post("/", "Content-Length: 200000", random(200_000))).endsWith("read 200000");
    assertThat(events).contains("data").last().isEqualTo("all 200000 true");
  }

  @Test
  void listenerHearsOfAnEmptyBody() throws Exception {
    serveCollector();
    assertThat(web.get("/")).endsWith("read 0");
    assertThat(events).containsExactly("all 0 true");
  }

  @Test
  void listenerIsCalledAsDataArrives() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 3; i++) {
        out.write("3\r\nabc\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("data");
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream())).endsWith("read 9");
      assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("all 9 true");
    }
  }

  @Test
  void listenerHearsOfAClientThatGoesAway() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("data");
    }
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("error");
  }

  @Test
  void expectationIsMetForAListener() throws Exception {
    serveCollector();
    try (Socket socket = web.connect()) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(25), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 100 ");
      socket.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
      assertThat(HttpHarness.readAll(socket.getInputStream())).endsWith("read 3");
    }
  }

  @Test
  void listenerNeedsAsyncAndComesOnce() throws Exception {
    web.serve(
            "/",
            (request, response) -> {
              try {
                request.getInputStream().setReadListener(new Collector(request, events));
                request.getInputStream().setReadListener(null);
              } catch (NullPointerException e) {
                events.add("null");
              }
              try {
                request
                    .getInputStream()
                    .setReadListener(
                        new ReadListener() {
                          @Override
                          public void onDataAvailable() {}

                          @Override
                          public void onAllDataRead() {}

                          @Override
                          public void onError(Throwable failure) {}
                        });
              } catch (IllegalStateException e) {
                events.add("twice");
              }
            })
        .start();
    assertThat(web.get("/")).endsWith("read 0");
    assertThat(events).startsWith("null", "twice");
  }
}
