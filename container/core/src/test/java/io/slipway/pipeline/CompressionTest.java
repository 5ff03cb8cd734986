package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.spi.ContentCoding;
import io.slipway.wire.Wire;
import io.slipway.wire.Wire.Answer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {
  private static final String LONG_TEXT =
      "All work and no play makes Jack a dull boy.\n".repeat(200);

  private static Wire serve(HttpHandler handler) {
    PipelineOptions options =
        PipelineOptions.DEFAULT
            .withCookies(CookieOptions.DEFAULT.withEnabled(false))
            .withCacheHeaders(CacheHeaderOptions.DEFAULT.withEnabled(false));
    return Wire.serve(Pipeline.webappStages(options, List.of(), handler));
  }

  private static void text(HttpServerExchange exchange) {
    exchange
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, "text/plain")
        .put(Headers.ETAG, "\"abc\"");
    exchange.getResponseSender().send(LONG_TEXT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                             | gzip
          x-gzip                           | gzip
          GZIP                             | gzip
          gzip, deflate, br                | gzip
          br;q=1.0, gzip;q=0.8, *;q=0.1    | gzip
          *                                | gzip
          gzip;q=0.001                     | gzip
          gzip;q=0, gzip;q=0.5             | gzip
          identity;q=0, gzip               | gzip
          identity;q=0, *;q=0.5            | gzip
          gzip;q=0                         | identity
          gzip;q=0.0, *                    | identity
          identity                         | identity
          br                               | identity
          gzip;q=0.2, identity;q=0.9       | identity
          gzip;q=2                         | identity
          gzip;q=x                         | identity
          *;q=0, identity                  | identity
          *;q=0                            | 406
          identity;q=0                     | 406
          gzip;q=0, identity;q=0           | 406
          """)
  void acceptEncodingDecides(String accept, String expected) throws Exception {
    try (Wire wire = serve(CompressionTest::text)) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: " + accept);
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
      switch (expected) {
        case "406" -> assertThat(answer.status()).isEqualTo(406);
        case "gzip" -> {
          assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
          assertThat(answer.field("ETag")).isEqualTo("W/\"abc\"");
          assertThat(answer.unzipped()).isEqualTo(LONG_TEXT);
        }
        default -> {
          assertThat(answer.field("Content-Encoding")).isNull();
          assertThat(answer.field("ETag")).isEqualTo("\"abc\"");
          assertThat(answer.text()).isEqualTo(LONG_TEXT);
        }
      }
    }
  }

  @Test
  void withoutTheFieldNothingIsCompressedButVaryIsThere() throws Exception {
    try (Wire wire = serve(CompressionTest::text)) {
      Answer answer = wire.ask("GET /");
      assertThat(answer.text()).isEqualTo(LONG_TEXT);
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/x-own; charset=UTF-8, gzip",
    "Application/JSON, gzip",
    "application/problem+json;a=b, gzip",
    "application/octet-stream, ",
    "+json, ",
    "/text, "
  })
  void theTypeDecides(String type, String coding) throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
              exchange.getResponseSender().send(LONG_TEXT);
            })) {
      assertThat(wire.ask("GET /", "Accept-Encoding: gzip").field("Content-Encoding"))
          .isEqualTo(coding);
    }
  }

  @Test
  void headAnswersWithTheFieldsOfGet() throws Exception {
    try (Wire wire = serve(CompressionTest::text)) {
      Answer answer = wire.ask("HEAD /", "Accept-Encoding: gzip");
      assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
      assertThat(answer.field("ETag")).isEqualTo("W/\"abc\"");
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(answer.field("Content-Length")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Content-Type: image/png                            | 200 |
          Content-Encoding: br                               | 200 |
          Cache-Control: public, No-Transform                | 200 |
          Content-Range: bytes 0-8799/9000                   | 206 | Accept-Encoding
          Content-Type: multipart/byteranges; boundary=b     | 206 | Accept-Encoding
          Content-Digest: sha-256=:AAAA:                     | 200 |
          Content-MD5: AAAA                                  | 200 |
          Digest: sha-256=AAAA                               | 200 |
          Content-Range: bytes 0-8999/9000                   | 200 | Accept-Encoding
          X-Plain: yes                                       | 205 |
          X-Plain: yes                                       | 204 |
          """)
  void isLeftAlone(String field, int status, String vary) throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange
                  .setStatusCode(status)
                  .getResponseHeaders()
                  .put(Headers.CONTENT_TYPE, "text/plain");
              int colon = field.indexOf(':');
              exchange
                  .getResponseHeaders()
                  .put(
                      new HttpString(field.substring(0, colon)), field.substring(colon + 1).trim());
              exchange.getResponseSender().send(LONG_TEXT);
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip");
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.field("Content-Encoding")).isNotEqualTo("gzip");
      assertThat(answer.field("Vary")).isEqualTo(vary);
    }
  }

  @Test
  void aRequestThatForbidsTransformationGetsThePlainForm() throws Exception {
    try (Wire wire = serve(CompressionTest::text)) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip", "Cache-Control: no-transform");
      assertThat(answer.text()).isEqualTo(LONG_TEXT);
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(
              wire.ask(
                      "GET /", "Accept-Encoding: gzip, identity;q=0", "Cache-Control: no-transform")
                  .unzipped())
          .as("unless it refuses that")
          .isEqualTo(LONG_TEXT);
    }
  }

  @Test
  void nothingIsSentAsItIs() throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
              exchange.endExchange();
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip, identity;q=0");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.field("Content-Length")).isEqualTo("0");
      assertThat(answer.field("Content-Encoding")).isNull();
      assertThat(answer.field("Vary")).isNull();
    }
  }

  @Test
  void smallBodiesAreSentAsTheyAre() throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
              exchange.getResponseSender().send("short");
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip");
      assertThat(answer.text()).isEqualTo("short");
      assertThat(answer.field("Content-Length")).isEqualTo("5");
    }
  }

  @ParameterizedTest
  @CsvSource({"image/png, 9000", "text/plain, 5"})
  void whoRefusesThePlainFormGetsEverythingCoded(String type, int length) throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
              exchange.getResponseSender().send("x".repeat(length));
            })) {
      assertThat(wire.ask("GET /", "Accept-Encoding: gzip, identity;q=0").unzipped())
          .isEqualTo("x".repeat(length));
      assertThat(wire.ask("GET /", "Accept-Encoding: gzip").field("Content-Encoding")).isNull();
    }
  }

  @Test
  void aWholeBodyLeavesWithItsLength() throws Exception {
    try (Wire wire = serve(CompressionTest::text)) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip");
      assertThat(answer.field("Content-Length")).isEqualTo(Integer.toString(answer.body().length));
      assertThat(answer.body().length).isLessThan(LONG_TEXT.length() / 10);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          W/"abc"         | W/"abc"
          "x", W/"abc"    | W/"abc"
          "abc"           | "abc"
          *               | "abc"
          """)
  void notModifiedNamesTheFormThatTheClientHas(String had, String expected) throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.ETAG, "\"abc\"");
              exchange.setStatusCode(304).endExchange();
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip", "If-None-Match: " + had);
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.field("ETag")).isEqualTo(expected);
      assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
      assertThat(answer.field("Content-Encoding")).isNull();
    }
  }

  @Test
  void notModifiedOfWhatIsNeverCodedDoesNotVary() throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "image/png");
              exchange.setStatusCode(304).endExchange();
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip", "If-None-Match: \"abc\"");
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.field("Vary")).isNull();
    }
  }

  @Test
  void aWeakTagStaysAsItIs() throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .put(Headers.CONTENT_TYPE, "text/plain")
                  .put(Headers.ETAG, "W/\"abc\"");
              exchange.getResponseSender().send(LONG_TEXT);
            })) {
      Answer answer = wire.ask("GET /", "Accept-Encoding: gzip");
      assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
      assertThat(answer.field("ETag")).isEqualTo("W/\"abc\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Origin            | Origin, Accept-Encoding
          *                 | *
          accept-encoding   | accept-encoding
          """)
  void varyIsJoined(String vary, String expected) throws Exception {
    try (Wire wire =
        serve(
            exchange -> {
              exchange.getResponseHeaders().put(Headers.VARY, vary);
              text(exchange);
            })) {
      assertThat(wire.ask("GET /").field("Vary")).isEqualTo(expected);
    }
  }

  @Test
  void whatIsFlushedArrivesThoughTheResponseGoesOn() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    HttpHandler events =
        exchange -> {
          exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
          exchange.startBlocking();
          OutputStream out = exchange.getOutputStream();
          out.write("data: one\n\n".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
          out.write("data: two\n\n".getBytes(StandardCharsets.US_ASCII));
          exchange.endExchange();
        };
    try (Wire wire = serve(exchange -> exchange.dispatch(events));
        Socket socket = wire.open()) {
      Wire.send(socket, "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
      InputStream in = socket.getInputStream();
      while (!Wire.line(in).isEmpty()) {
        continue;
      }
      Inflater inflater = new Inflater(true);
      byte[] first = Wire.chunk(in);
      InputStream body = new ByteArrayInputStream(first);
      body.skipNBytes(10);
      inflater.setInput(body.readAllBytes());
      byte[] text = new byte[100];
      int length = inflater.inflate(text);
      assertThat(new String(text, 0, length, StandardCharsets.US_ASCII)).isEqualTo("data: one\n\n");
      seen.countDown();
      while (Wire.chunk(in).length > 0) {
        continue;
      }
    }
  }

  /** Fails where the body ends. */
  private static final class Broken implements ContentCoding {
    @Override
    public String token() {
      return "broken";
    }

    @Override
    public byte[] encode(byte[] body) {
      return body;
    }

    @Override
    public OutputStream stream(OutputStream out) {
      return new FilterOutputStream(out) {
        @Override
        public void close() throws IOException {
          throw new IOException("no memory");
        }
      };
    }
  }

  @Test
  void aBodyWhoseCodingFailsIsNotSentAsIfItWereWhole() throws Exception {
    HttpHandler handler =
        Pipeline.webappStages(
            PipelineOptions.DEFAULT, List.of(new Broken()), CompressionTest::text);
    try (Wire wire = Wire.serve(handler);
        Socket socket = wire.open()) {
      Wire.send(
          socket,
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: broken\r\n\r\n");
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).doesNotStartWith("HTTP/1.1 200");
    }
  }
}
