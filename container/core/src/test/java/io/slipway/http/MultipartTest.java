package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.model.MultipartDef;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms in parts. */
@Timeout(30)
class MultipartTest {
  @AutoClose private final HttpHarness web = new HttpHarness();

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
    assertThat(web.post("/", FORM, body))
        .endsWith("1,null,a:null:1:1,f:x.txt:9:in a file,m:y:3:mem,1");
    assertThat(directory).isEmptyDirectory();
  }

  /** As Camel does, in this order. */
  @Test
  void fieldsThatHaveBeenReadAsPartsAreParametersToWhoHasTheStreamToo() throws Exception {
    multipart(-1, -1, 0);
    web.serve(
            "/",
            (request, response) -> {
              request.getParts();
              request.getInputStream();
              response.getWriter().print(request.getParameter("a"));
            })
        .start();
    assertThat(web.post("/", FORM, part("name=a", "1") + "--XX--\r\n")).endsWith("\r\n\r\n1");
  }

  @Test
  void writtenPartStaysWhereItWasWritten(@TempDir Path directory) throws Exception {
    multipart(-1, -1, 0);
    web.temporaryDirectory = directory;
    web.serve("/", (request, response) -> request.getPart("f").write("kept.txt")).start();
    web.post("/", FORM, part("name=f; filename=x", "content") + "--XX--\r\n");
    assertThat(directory.resolve("kept.txt")).hasContent("content");
    assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
  }

  @Test
  void limitsAre413(@TempDir Path directory) throws Exception {
    web.temporaryDirectory = directory;
    web.serve("/", (request, response) -> request.getParts()).start();
    String body = part("name=f; filename=x", "0123456789") + "--XX--\r\n";
    multipart(9, -1, 0);
    assertThat(web.post("/", FORM, body)).startsWith("HTTP/1.1 413 ");
    multipart(-1, 20, 0);
    assertThat(web.post("/", FORM, body)).startsWith("HTTP/1.1 413 ");
    multipart(10, 1000, 0);
    assertThat(web.post("/", FORM, body)).startsWith("HTTP/1.1 200 ");
    web.options = RequestOptions.DEFAULT.withForms(new FormLimits(1000, 1000, 1, 8192));
    assertThat(web.post("/", FORM, part("name=a", "1") + body)).startsWith("HTTP/1.1 413 ");
    assertThat(directory).isEmptyDirectory();
  }

  /** Also where it is larger than what is read at once. */
  @Test
  void theHeaderOfAPartHasALimitOfItsOwn() throws Exception {
    web.options = RequestOptions.DEFAULT.withForms(new FormLimits(1000, 1000, 1, 60_000));
    multipart(-1, -1, 0);
    web.serve("/", (request, response) -> request.getParts()).start();
    assertThat(web.post("/", FORM, part("name=" + "n".repeat(59_000), "1") + "--XX--\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(web.post("/", FORM, part("name=" + "n".repeat(60_000), "1") + "--XX--\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--XX",
        "--XX\r\n",
        "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        "--XXY\r\n",
        "--XX\r\nbad\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=a\nX: y\r\n\r\n1\r\n--XX--",
        "--XX\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1\r\n--XX--",
        "nothing"
      })
  void malformedIs400(String body) throws Exception {
    multipart(-1, -1, 0);
    web.serve("/", (request, response) -> request.getParts()).start();
    assertThat(web.post("/", FORM, body)).startsWith("HTTP/1.1 400 ");
  }

  /** RFC 9110, 15.5.16: the client's fault, not the servlet's, and no ERROR in the log. */
  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "multipart/mixed; boundary=XX", "multipart/form-data, x"})
  void whatIsNoFormInPartsIs415(String type) throws Exception {
    multipart(-1, -1, 0);
    web.serve("/", (request, response) -> request.getParts()).start();
    try (CapturedLog log = new CapturedLog("io.slipway.http")) {
      assertThat(web.post("/", type, "--XX--\r\n")).startsWith("HTTP/1.1 415 ");
      assertThat(log.records())
          .noneMatch(line -> line.getLevel().intValue() > Level.INFO.intValue());
    }
  }

  /** A form without fields, from clients that leave out even the last boundary. */
  @Test
  void anEmptyBodyHasNoParts() throws Exception {
    multipart(-1, -1, 0);
    web.serve(
            "/",
            (request, response) ->
                response.getWriter().print(request.getParameter("a") + request.getParts()))
        .start();
    assertThat(web.post("/", FORM, "")).startsWith("HTTP/1.1 200 ").endsWith("null[]");
    assertThat(
            web.raw(
                "POST / HTTP/1.1\nHost: h\nConnection: close\nContent-Type: "
                    + FORM
                    + "\nTransfer-Encoding: chunked\n\n0\n\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("null[]");
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
    assertThat(web.post("/", FORM, "--XX--\r\n")).endsWith("IllegalStateException");
    multipart(-1, -1, 0);
    assertThat(web.post("/", "text/plain", "x")).endsWith("ServletException");
    assertThat(HttpHarness.body(web.post("/", FORM, "--XX--\r\n"))).isEmpty();
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
}
