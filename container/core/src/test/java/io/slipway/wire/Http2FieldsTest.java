package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Await;
import io.slipway.CapturedLog;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests in HTTP/2, byte by byte, that no servlet may see: RFC 9113, 8.2 and 8.3. */
@Timeout(60)
class Http2FieldsTest {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static final AtomicReference<String> TRAILERS = new AtomicReference<>();
  private static final AtomicReference<String> HEAD = new AtomicReference<>();
  private static Slipway slipway;

  static final class Counting extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      CALLS.incrementAndGet();
      if (request.getServletPath().equals("/trailers")) {
        request.getInputStream().readAllBytes();
        TRAILERS.set(request.getTrailerFields().toString());
        HEAD.set(
            Stream.of("x-role", "x-many", "authorization", "host", "x-forwarded-for")
                .map(name -> Collections.list(request.getHeaders(name)).toString())
                .collect(Collectors.joining(" ")));
      }
      if (request.getServletPath().equals("/cookies")) {
        HEAD.set(Collections.list(request.getHeaders("cookie")).toString());
      }
      if (request.getServletPath().equals("/scheme")) {
        HEAD.set(request.getScheme() + " " + request.isSecure());
      }
      if (request.getServletPath().equals("/names")) {
        HEAD.set(Collections.list(request.getHeaderNames()).toString());
      }
      if (request.getServletPath().equals("/short")) {
        response.setContentLength(10);
      }
      response.getOutputStream().print("seen");
    }
  }

  @BeforeAll
  static void start() {
    slipway =
        Http2Server.start(
            w ->
                w.servlet(
                    "counting",
                    new Counting(),
                    "/trailers",
                    "/cookies",
                    "/scheme",
                    "/names",
                    "/short",
                    "/*"));
  }

  @AfterAll
  static void stop() {
    slipway.close();
  }

  @BeforeEach
  void forget() {
    CALLS.set(0);
  }

  /**
   * Literal fields without indexing; {@code name=value}, one a word, with {@code \n} and the like
   * in them.
   */
  private static byte[] fields(String notation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String field : notation.split(" ")) {
      int equals = field.indexOf('=');
      out.write(0);
      string(out, field.substring(0, equals));
      string(out, field.substring(equals + 1));
    }
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes =
        text.replace("\\n", "\n")
            .replace("\\r", "\r")
            .replace("\\0", "\0")
            .replace("\\s", " ")
            .replace("\\t", "\t")
            .getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  /** What comes first: the type of frame, and -1 if the connection ends. */
  private static int ask(String notation) throws IOException {
    return ask(client -> client.frame(Http2Client.HEADERS, 5, 1, fields(notation)));
  }

  /** The same after these frames. */
  private static int ask(Consumer<Http2Client> frames) throws IOException {
    try (Http2Client client = new Http2Client(slipway.port())) {
      frames.accept(client);
      client.send();
      Http2Client.Frame frame = client.next();
      while (frame != null
          && frame.type() != Http2Client.HEADERS
          && frame.type() != Http2Client.RST_STREAM
          && frame.type() != Http2Client.GOAWAY) {
        frame = client.next();
      }
      return frame == null ? -1 : frame.type();
    }
  }

  private static final String GET = ":method=GET :scheme=http :path=/x :authority=localhost ";

  /** As in HTTP/1.1, where it ends the connection: RFC 9110, 8.6; RFC 9113, 8.1.1. */
  @Test
  void aBodyShorterThanItsLengthIsReset() throws IOException {
    try (Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/short").send();
      Http2Client.Frame head = client.next(1);
      assertThat(head.type()).isEqualTo(Http2Client.HEADERS);
      Http2Client.Frame frame = client.next(1);
      while (frame.type() == Http2Client.DATA) {
        assertThat(frame.isLast()).isFalse();
        frame = client.next(1);
      }
      assertThat(frame.type()).isEqualTo(Http2Client.RST_STREAM);
      assertThat(frame.error()).isEqualTo(Http2Client.INTERNAL_ERROR);
      client.get(3, "/x").send();
      assertThat(client.next(3).type()).isEqualTo(Http2Client.HEADERS);
    }
  }

  /** RFC 9113, 8.1.1 and 5.4.2: it hurts no other request, whatever still comes of it. */
  @ParameterizedTest
  @CsvSource({
    "abc, true",
    "abc, false",
    "5\\s, false",
    "'5,5', false",
    "'', false",
    "99999999999999999999, false",
    "9223372036854775808, true",
    "5 content-length=5, true",
    "5 content-length=6, false",
    "5 content-length=6, true"
  })
  void aLengthThatIsNoneResetsItsStreamAlone(String length, boolean ends) throws IOException {
    byte[] request =
        fields(":method=POST :scheme=http :path=/x :authority=localhost content-length=" + length);
    try (Http2Client client = new Http2Client(slipway.port())) {
      client.frame(Http2Client.HEADERS, ends ? 5 : 4, 1, request);
      client.frame(Http2Client.HEADERS, ends ? 5 : 4, 3, request);
      if (!ends) {
        client
            .frame(Http2Client.DATA, 0, 1, new byte[40_000 / 3])
            .frame(Http2Client.DATA, 0, 3, new byte[40_000 / 3])
            .frame(Http2Client.HEADERS, 5, 3, fields("a=b"));
      }
      client.frame(Http2Client.WINDOW_UPDATE, 0, 3, new byte[] {0, 0, 0, 9}).reset(1).reset(3);
      client.get(5, "/x").get(7, "/x").send();
      for (int stream = 1; stream <= 3; stream += 2) {
        Http2Client.Frame reset = client.next(stream, Http2Client.WINDOW_UPDATE);
        assertThat(reset).isNotNull();
        assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
        assertThat(reset.error()).as("PROTOCOL_ERROR").isEqualTo(1);
      }
      client.get(9, "/x").send();
      assertThat(client.next(9).type()).isEqualTo(Http2Client.HEADERS);
      Await.await("the other requests", () -> CALLS.get() >= 3);
      assertThat(CALLS).hasValue(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10})
  void aBodyOfItsLengthIsABody(int length) throws IOException {
    String head = ":method=POST :scheme=http :path=/x :authority=localhost content-length=";
    assertThat(
            ask(
                client ->
                    client
                        .frame(Http2Client.HEADERS, 4, 1, fields(head + length))
                        .frame(Http2Client.DATA, 1, 1, new byte[length])))
        .isEqualTo(Http2Client.HEADERS);
    assertThat(CALLS).hasValue(1);
  }

  /** RFC 9113, 8.5; RFC 9110, 9.3.6: no proxy. More of them than there may be streams at once. */
  @Test
  void connectIsAnsweredOnItsStream() throws IOException {
    byte[] connect = fields(":method=CONNECT :authority=localhost:443");
    try (Http2Client client = new Http2Client(slipway.port())) {
      client
          .frame(Http2Client.HEADERS, 4, 1, connect)
          .frame(Http2Client.DATA, 0, 1, new byte[10])
          .send();
      Http2Client.Frame head = client.next(1, Http2Client.WINDOW_UPDATE);
      assertThat(head).isNotNull();
      assertThat(head.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(head.status()).isEqualTo("501");
      assertThat(head.isLast()).isTrue();
      client.frame(Http2Client.DATA, 0, 1, new byte[10]).send();
      Http2Client.Frame reset = client.next(1, Http2Client.WINDOW_UPDATE);
      assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
      assertThat(reset.error()).as("NO_ERROR").isZero();
      for (int stream = 3; stream < 800; stream += 2) {
        client.frame(Http2Client.HEADERS, 5, stream, connect).send();
        Http2Client.Frame answer = client.next(stream);
        assertThat(answer).as("stream %d", stream).isNotNull();
        assertThat(answer.type()).as("stream %d", stream).isEqualTo(Http2Client.HEADERS);
      }
      assertThat(CALLS).hasValue(0);
      client.get(801, "/x").send();
      assertThat(client.next(801).type()).isEqualTo(Http2Client.HEADERS);
      assertThat(CALLS).hasValue(1);
    }
  }

  /** RFC 9113, 8.5 and 8.1.1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        ":method=GET :authority=localhost",
        ":authority=localhost",
        ":method=CONNECT",
        ":method=CONNECT :method=CONNECT :authority=localhost",
        ":method=CONNECT :authority=localhost :scheme=http",
        ":method=CONNECT :authority=localhost :path=/x",
        ":method=CONNECT :authority=localhost :scheme=http :path=/x"
      })
  void whatIsLikeAConnectIsNotAnsweredAsOne(String fields) throws IOException {
    assertThat(ask(fields)).isIn(Http2Client.RST_STREAM, Http2Client.GOAWAY);
    assertThat(CALLS).hasValue(0);
  }

  @Test
  void aRequestIsAnswered() throws IOException {
    assertThat(ask(GET + "a=b te=trailers")).isEqualTo(Http2Client.HEADERS);
    assertThat(CALLS).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
      LF in a value        | a=b\\nc
      CR in a value        | a=b\\rc
      NUL in a value       | a=b\\0c
      LF in a name         | a\\nb=c
      CR in a name         | a\\rb=c
      NUL in a name        | a\\0b=c
      colon in a name      | a:b=c
      space in a name      | a\\sb=c
      upper case           | Abc=d
      connection           | connection=close
      connection, keep     | connection=keep-alive
      keep-alive           | keep-alive=1
      proxy-connection     | proxy-connection=close
      transfer-encoding    | transfer-encoding=chunked
      upgrade              | upgrade=h2c
      te                   | te=gzip
      signed length        | content-length=+0
      two lengths          | content-length=0 content-length=1
      length               | content-length=x
      length, no body      | content-length=5
      unknown pseudo field | :a=b
      second method        | :method=GET
      second path          | :path=/y
      second scheme        | :scheme=https
      late pseudo field    | a=b :path=/y
      space before a value | a=\\sb
      space after a value  | a=b\\s
      tab after a value    | a=b\\t
      """)
  void aFieldThatMayNotBeIsRefused(String what, String field) throws IOException {
    ask(GET + field);
    assertThat(CALLS).hasValue(0);
  }

  /** What Undertow's decoder meets with exceptions that it does not expect: RFC 7541. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "be", // an index beyond the dynamic table
        "ff8001",
        "ff808080800f", // integers that overflow
        "0f808080800f0176",
        "007f808080800f61",
        "3f808080800f",
        "20", // a change of the table's size behind a field
        "00000178", // a field without a name
        "000161ff"
      })
  void afterAFieldSectionThatCannotBeDecodedTheConnectionEnds(String block) throws IOException {
    try (CapturedLog log = new CapturedLog("io.undertow")) {
      ByteArrayOutputStream fields = new ByteArrayOutputStream();
      fields.writeBytes(fields(GET.trim()));
      fields.writeBytes(HexFormat.of().parseHex(block));
      assertThat(ask(client -> client.frame(Http2Client.HEADERS, 5, 1, fields.toByteArray())))
          .isEqualTo(Http2Client.GOAWAY);
      assertThat(CALLS).hasValue(0);
      assertThat(log.records())
          .filteredOn(entry -> entry.getLevel().intValue() > Level.INFO.intValue())
          .isEmpty();
    }
  }

  /** The limits of HTTP/1.1, as far as a field section can be read to its end. */
  @ParameterizedTest
  @CsvSource({
    "  0,     1, 1, 1",
    "  2, 15000, 1, 1",
    "  3, 15000, 1, 0", // limits.max-header-size
    "  4, 15000, 1, 0",
    "  5, 15000, 7, 0",
    "120,     1, 1, 0", // limits.max-headers
    "190,     1, 1, 0",
    "300,     1, 7, 0"
  })
  void aFieldSectionBeyondTheLimitsIsRefused(int number, int size, int frame, int calls)
      throws IOException {
    assertThat(ask(client -> section(client, number, size))).isEqualTo(frame);
    assertThat(CALLS).hasValue(calls);
  }

  private static void section(Http2Client client, int number, int size) {
    client.frame(Http2Client.HEADERS, 1, 1, fields(GET.trim()));
    for (int i = 0; i < number; i++) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (int end = size < 100 ? number : i + 1; i < end; i++) {
        block.write(0);
        string(block, "f" + i);
        if (size < 127) {
          block.write(size);
        } else {
          block.write(127);
          block.write(size - 127 & 127 | 128);
          block.write(size - 127 >> 7 & 127 | (size - 127 >> 14 > 0 ? 128 : 0));
        }
        block.writeBytes("x".repeat(size).getBytes(StandardCharsets.ISO_8859_1));
      }
      i--;
      client.frame(Http2Client.CONTINUATION, 0, 1, block.toByteArray());
    }
    client.frame(Http2Client.CONTINUATION, Http2Client.END_HEADERS, 1);
  }

  @Test
  void framesOfALengthThatTheyMayNotHaveEndTheConnection() throws IOException {
    assertThat(ask(client -> client.frame(77, 0, 1, new byte[16_385])))
        .isEqualTo(Http2Client.GOAWAY);
    assertThat(ask(client -> client.frame(Http2Client.SETTINGS, 1, 0, new byte[6])))
        .isEqualTo(Http2Client.GOAWAY);
  }

  private static int upload(String head, String trailers) throws IOException {
    String request = ":method=POST :scheme=http :path=/trailers :authority=localhost ";
    return ask(
        client ->
            client
                .frame(Http2Client.HEADERS, 4, 1, fields(request + head))
                .frame(Http2Client.DATA, 0, 1, new byte[1])
                .frame(Http2Client.HEADERS, 5, 1, fields(trailers)));
  }

  /** RFC 9110, 6.5.1: a client could take back what has been checked. */
  @Test
  void trailersChangeNoFieldOfTheHead() throws IOException {
    int answer =
        upload(
            "x-role=user x-many=1 x-many=2 x-forwarded-for=192.0.2.1",
            "x-role=admin x-many=3 authorization=Basic host=evil x-forwarded-for=192.0.2.2");
    assertThat(answer).isEqualTo(Http2Client.HEADERS);
    assertThat(HEAD.get()).isEqualTo("[user] [1, 2] [] [localhost] [192.0.2.1]");
    assertThat(TRAILERS.get()).contains("x-role=admin", "x-many=3", "host=evil");
  }

  /**
   * RFC 9113, 8.1: the body ends with them, wherever they are cut. The last frame may have a flag
   * that means nothing there (4.1).
   */
  @ParameterizedTest
  @CsvSource({"1, 4", "3, 4", "11, 4", "22, 4", "11, 5"})
  void trailersInSeveralFramesEndTheBody(int cut, int lastFlags) throws IOException {
    TRAILERS.set(null);
    byte[] trailers = fields("x-sum=123 x-other=4567");
    int answer =
        ask(
            client ->
                client
                    .frame(
                        Http2Client.HEADERS,
                        Http2Client.END_HEADERS,
                        1,
                        fields(
                            ":method=POST :scheme=http :path=/trailers :authority=localhost content-length=1"))
                    .frame(Http2Client.DATA, 0, 1, new byte[1])
                    .frame(
                        Http2Client.HEADERS,
                        Http2Client.END_STREAM,
                        1,
                        Arrays.copyOf(trailers, cut))
                    .frame(Http2Client.CONTINUATION, 0, 1)
                    .frame(
                        Http2Client.CONTINUATION,
                        lastFlags,
                        1,
                        Arrays.copyOfRange(trailers, cut, trailers.length)));
    assertThat(answer).isEqualTo(Http2Client.HEADERS);
    assertThat(TRAILERS.get()).contains("x-sum=123", "x-other=4567");
  }

  /** RFC 9113, 8.1.1: a message that is malformed resets its stream. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad=a\\r\\nb",
        "bad=a\\0b",
        "ba\\0d=2",
        "Bad=2",
        "connection=close",
        "transfer-encoding=chunked",
        "keep-alive=1",
        ":path=/x",
        "bad=\\sa"
      })
  void trailersThatMayNotBeAreNotSeen(String trailers) throws IOException {
    TRAILERS.set(null);
    assertThat(upload("", "good=1 " + trailers)).isIn(Http2Client.RST_STREAM, Http2Client.GOAWAY);
    assertThat(TRAILERS.get()).isIn(null, "{}");
  }

  /** RFC 9113, 8.2.3. */
  @Test
  void aCookieInPiecesIsOne() throws IOException {
    assertThat(ask(GET.replace("/x", "/cookies") + "cookie=a=1 cookie=b=2 cookie=c=3"))
        .isEqualTo(Http2Client.HEADERS);
    assertThat(HEAD.get()).isEqualTo("[a=1; b=2; c=3]");
    assertThat(ask(GET.replace("/x", "/cookies") + "cookie=a=1 cookie=b=2"))
        .isEqualTo(Http2Client.HEADERS);
    assertThat(HEAD.get()).isEqualTo("[a=1; b=2]");
  }

  /** A client that says so has no TLS for all that. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "HTTPS", "ftp"})
  void theSchemeIsThatOfTheConnection(String scheme) throws IOException {
    HEAD.set(null);
    assertThat(ask(":method=GET :path=/scheme :authority=localhost :scheme=" + scheme))
        .isEqualTo(Http2Client.HEADERS);
    assertThat(HEAD.get()).isEqualTo("http false");
  }

  /** Some code compares them byte by byte, as gRPC's does. */
  @Test
  void namesAreInLowerCase() throws IOException {
    assertThat(ask(GET.replace("/x", "/names") + "cookie=a=1 accept-language=de x-own=1"))
        .isEqualTo(Http2Client.HEADERS);
    assertThat(HEAD.get())
        .contains("cookie", "accept-language", "x-own")
        .isEqualTo(HEAD.get().toLowerCase(Locale.ROOT));
  }

  /** RFC 9110, 9.3.7; RFC 9113, 8.3.1. */
  @ParameterizedTest
  @CsvSource({"OPTIONS, 200", "GET, 400", "POST, 400"})
  void anAsteriskIsTheServerItself(String method, String status) throws IOException {
    try (Http2Client client = new Http2Client(slipway.port())) {
      byte[] request = fields(":method=" + method + " :scheme=http :path=* :authority=localhost");
      client.frame(Http2Client.HEADERS, 5, 1, request).send();
      assertThat(client.next(1).status()).isEqualTo(status);
    }
    assertThat(CALLS).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
      no method            | :scheme=http :path=/x :authority=localhost
      empty method         | :method= :scheme=http :path=/x :authority=localhost
      empty scheme         | :method=GET :scheme= :path=/x :authority=localhost
      no path              | :method=GET :scheme=http :authority=localhost
      no scheme            | :method=GET :path=/x :authority=localhost
      empty path           | :method=GET :scheme=http :path= :authority=localhost
      userinfo             | :method=GET :scheme=http :path=/x :authority=u@localhost
      empty authority      | :method=GET :scheme=http :path=/x :authority=
      no authority         | :method=GET :scheme=http :path=/x
      absolute target      | :method=GET :scheme=http :path=http://localhost/x :authority=localhost
      no slash             | :method=GET :scheme=http :path=x :authority=localhost
      space in the target  | :method=GET :scheme=http :path=/x\\sy :authority=localhost
      LF in the target     | :method=GET :scheme=http :path=/x\\ny :authority=localhost
      LF in the authority  | :method=GET :scheme=http :path=/x :authority=local\\nhost
      method not a token   | :method=G\\sT :scheme=http :path=/x :authority=localhost
      small letters        | :method=head :scheme=http :path=/x :authority=localhost
      large port           | :method=GET :scheme=http :path=/x :authority=localhost:65536
      behind a bracket     | :method=GET :scheme=http :path=/x :authority=[::1]x:80
      bracket in a name    | :method=GET :scheme=http :path=/x :authority=local[host]
      """)
  void aTargetThatIsNotWholeIsRefused(String what, String fields) throws IOException {
    ask(fields);
    assertThat(CALLS).hasValue(0);
  }
}
