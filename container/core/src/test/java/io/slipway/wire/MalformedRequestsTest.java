package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.ClientAuth;
import io.slipway.Slipway;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two servers could read differently (RFC 9112, 11.2) are refused and end their
 * connection: what follows them on it is never taken for a request.
 */
class MalformedRequestsTest {
  private static final String HOST = "Host: localhost\\r\\n";
  private static final List<String> SEEN = new CopyOnWriteArrayList<>();
  @AutoClose private static Slipway slipway;

  /** Reads the whole body, then says what it was. */
  static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      SEEN.add(request.getRequestURI());
      if (request.getHeader("x") != null) {
        response.getOutputStream().print("x: [" + request.getHeader("x") + "]");
        return;
      }
      byte[] body = request.getInputStream().readAllBytes();
      response.setContentType("text/plain");
      response
          .getOutputStream()
          .print(
              request.getMethod()
                  + " "
                  + request.getRequestURI()
                  + " ["
                  + new String(body, StandardCharsets.ISO_8859_1)
                  + "]");
    }
  }

  @BeforeAll
  static void start() {
    slipway =
        Slipway.builder().port(0).webapp("/", w -> w.servlet("echo", new Echo(), "/*")).start();
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  /**
   * The notation of the tables: {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \xHH}, and
   * {@code <H>} for a Host field.
   */
  private static byte[] bytes(String notation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String text = notation.replace("<H>", HOST).replace("MANY", "a: b\\r\\n".repeat(150));
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        switch (text.charAt(++i)) {
          case 'r' -> out.write('\r');
          case 'n' -> out.write('\n');
          case 't' -> out.write('\t');
          case '0' -> out.write(0);
          case 'x' -> {
            out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
            i += 2;
          }
          default -> throw new IllegalArgumentException(text);
        }
      } else {
        out.write(c);
      }
    }
    return out.toByteArray();
  }

  /** Everything that the server says until it closes the connection. */
  private static String talk(String notation) throws IOException {
    byte[] bytes = bytes(notation);
    return talk(bytes, bytes.length);
  }

  /** The same, a byte at a time. */
  private static String talkSlowly(String notation) throws IOException {
    return talk(bytes(notation), 1);
  }

  private static String talk(byte[] bytes, int step) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", slipway.port())) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      try {
        for (int i = 0; i < bytes.length; i += step) {
          socket.getOutputStream().write(bytes, i, step);
        }
      } catch (SocketException refused) {
        // the answer is there before the end of the request
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      try {
        for (int b = in.read(); b >= 0; b = in.read()) {
          all.write(b);
        }
      } catch (SocketException reset) {
        all.writeBytes("(reset)".getBytes(StandardCharsets.ISO_8859_1));
      } catch (SocketTimeoutException open) {
        all.writeBytes("(open)".getBytes(StandardCharsets.ISO_8859_1));
      }
      return all.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n";

  /** The same for all of them, whoever found what is wrong. */
  private static final Pattern PAGE =
      Pattern.compile(
          "HTTP/1\\.[01] 400 Bad Request\r\n(.+\r\n)*\r\n<!doctype html>.*<h1>400 Bad Request</h1>\n</html>\n",
          Pattern.DOTALL);

  /**
   * RFC 9112, 8: it is incomplete. The client has ended its side alone, and may read the answer.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      no chunk          | Transfer-Encoding: chunked\\r\\n\\r\\n
      within a size     | Transfer-Encoding: chunked\\r\\n\\r\\n3
      no data           | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\n
      within a chunk    | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nab
      after its data    | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc
      no last chunk     | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n
      no trailers       | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n
      within trailers   | Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\na: b\\r\\n
      nothing of it     | Content-Length: 5\\r\\n\\r\\n
      less than it says | Content-Length: 5\\r\\n\\r\\nabcd
      """)
  void aBodyThatEndsEarlyIs400(String what, String rest) throws IOException {
    try (Socket socket = Wire.connect(slipway.port())) {
      socket.getOutputStream().write(bytes("POST /x HTTP/1.1\\r\\n<H>" + rest));
      socket.shutdownOutput();
      assertThat(Wire.all(socket)).matches(PAGE);
    }
  }

  private static void assertRefused(String request) throws IOException {
    String answer = talk(request + SMUGGLED);
    assertThat(answer)
        .matches("(?s)HTTP/1\\.[01] 400 .*")
        .doesNotContain("(open)")
        .doesNotContain("smuggled");
    assertThat(answer.split("HTTP/1\\.[01] ", -1)).as("one answer in: " + answer).hasSize(2);
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
    assertThat(answer).matches(PAGE).doesNotContain("(reset)");
    assertThat(SEEN).doesNotContain("/smuggled");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      both                   | Content-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      both, other order      | Transfer-Encoding: chunked\\r\\nContent-Length: 5\\r\\n\\r\\n0\\r\\n\\r\\n
      two lengths            | Content-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhello
      two equal lengths      | Content-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\nhello
      length list            | Content-Length: 5, 5\\r\\n\\r\\nhello
      signed length          | Content-Length: +5\\r\\n\\r\\nhello
      zero with a sign       | Content-Length: +0\\r\\n\\r\\n
      negative zero          | Content-Length: -0\\r\\n\\r\\n
      negative length        | Content-Length: -5\\r\\n\\r\\nhello
      hexadecimal length     | Content-Length: 0x5\\r\\n\\r\\nhello
      length with space      | Content-Length: 5 5\\r\\n\\r\\nhello
      no length              | Content-Length:\\r\\n\\r\\nhello
      fraction               | Content-Length: 5.0\\r\\n\\r\\nhello
      length beyond a long   | Content-Length: 9223372036854775813\\r\\n\\r\\nhello
      length beyond all      | Content-Length: 99999999999999999999999\\r\\n\\r\\nhello
      xchunked               | Transfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n
      gzip                   | Transfer-Encoding: gzip\\r\\n\\r\\n0\\r\\n\\r\\n
      gzip, chunked          | Transfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      chunked, identity      | Transfer-Encoding: chunked, identity\\r\\n\\r\\n0\\r\\n\\r\\n
      identity, chunked      | Transfer-Encoding: identity, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      identity               | Transfer-Encoding: identity\\r\\n\\r\\n
      identity and length    | Transfer-Encoding: identity\\r\\nContent-Length: 5\\r\\n\\r\\nhello
      empty coding           | Transfer-Encoding:\\r\\n\\r\\n0\\r\\n\\r\\n
      chunked twice          | Transfer-Encoding: chunked, chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      chunked in two fields  | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      identity then chunked  | Transfer-Encoding: identity\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      chunked with parameter | Transfer-Encoding: chunked;a=b\\r\\n\\r\\n0\\r\\n\\r\\n
      quoted chunked         | Transfer-Encoding: "chunked"\\r\\n\\r\\n0\\r\\n\\r\\n
      vertical tab           | Transfer-Encoding: \\x0Bchunked\\r\\n\\r\\n0\\r\\n\\r\\n
      chunked with NUL       | Transfer-Encoding: chunked\\0\\r\\n\\r\\n0\\r\\n\\r\\n
      """)
  void aBodyOfUnclearLengthIsRefused(String what, String rest) throws IOException {
    assertRefused("POST /x HTTP/1.1\\r\\n<H>" + rest);
    assertThat(SEEN).as("before any servlet").isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      5g                  | 5g\\r\\nhello\\r\\n0\\r\\n\\r\\n
      5.0                 | 5.0\\r\\nhello\\r\\n0\\r\\n\\r\\n
      5,                  | 5,\\r\\nhello\\r\\n0\\r\\n\\r\\n
      +5                  | +5\\r\\nhello\\r\\n0\\r\\n\\r\\n
      -5                  | -5\\r\\nhello\\r\\n0\\r\\n\\r\\n
      0x5                 | 0x5\\r\\nhello\\r\\n0\\r\\n\\r\\n
      space before        | ` 5\\r\\nhello\\r\\n0\\r\\n\\r\\n`
      no size             | \\r\\nhello\\r\\n0\\r\\n\\r\\n
      extension only      | ;a=b\\r\\nhello\\r\\n0\\r\\n\\r\\n
      bare LF             | 5\\nhello\\r\\n0\\r\\n\\r\\n
      bare CR             | 5\\rhello\\r\\n0\\r\\n\\r\\n
      bare LF after data  | 5\\r\\nhello\\n0\\r\\n\\r\\n
      data past the size  | 5\\r\\nhelloooo\\r\\n0\\r\\n\\r\\n
      LF in an extension  | 5;a=b\\nhello\\r\\n0\\r\\n\\r\\n
      CR in an extension  | 5;a=\\rb\\r\\nhello\\r\\n0\\r\\n\\r\\n
      open quote          | 5;a="b\\r\\nhello\\r\\n0\\r\\n\\r\\n
      NUL in an extension | 5;a=\\0\\r\\nhello\\r\\n0\\r\\n\\r\\n
      empty extension     | 5;\\r\\nhello\\r\\n0\\r\\n\\r\\n
      extension, no name  | 5;=b\\r\\nhello\\r\\n0\\r\\n\\r\\n
      too large           | FFFFFFFFFFFFFFFFF\\r\\nhello\\r\\n0\\r\\n\\r\\n
      many zeros          | 00000000000000000000000000005\\r\\nhello\\r\\n0\\r\\n\\r\\n
      last chunk, LF      | 5\\r\\nhello\\r\\n0\\n\\r\\n
      end, LF             | 5\\r\\nhello\\r\\n0\\r\\n\\n
      trailers of a name  | 5\\r\\nhello\\r\\n0\\r\\nMANY\\r\\n
      trailer, LF         | 5\\r\\nhello\\r\\n0\\r\\na: b\\n\\r\\n
      trailer, no name    | 5\\r\\nhello\\r\\n0\\r\\n: b\\r\\n\\r\\n
      trailer, space      | 5\\r\\nhello\\r\\n0\\r\\na : b\\r\\n\\r\\n
      trailer, obs-fold   | 5\\r\\nhello\\r\\n0\\r\\na: b\\r\\n c\\r\\n\\r\\n
      trailer, NUL        | 5\\r\\nhello\\r\\n0\\r\\na: \\0\\r\\n\\r\\n
      trailer, CR         | 5\\r\\nhello\\r\\n0\\r\\na: \\rb\\r\\n\\r\\n
      """)
  void aChunkThatIsNotWellFormedIsRefused(String what, String rest) throws IOException {
    assertRefused("POST /x HTTP/1.1\\r\\n<H>Transfer-Encoding: chunked\\r\\n\\r\\n" + rest);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      plain              | 5\\r\\nhello\\r\\n0\\r\\n\\r\\n
      two                | 2\\r\\nhe\\r\\n3\\r\\nllo\\r\\n0\\r\\n\\r\\n
      extension          | 5;a=b\\r\\nhello\\r\\n0\\r\\n\\r\\n
      quoted extension   | 5;a="b;\\x5C"c";d\\r\\nhello\\r\\n0;x=y\\r\\n\\r\\n
      trailer            | 5\\r\\nhello\\r\\n0\\r\\nX-Sum: 1\\r\\nX-Other:\\r\\n\\r\\n
      upper case         | 0A\\r\\nhellohello\\r\\n0\\r\\n\\r\\n
      leading zeros      | 0005\\r\\nhello\\r\\n000\\r\\n\\r\\n
      """)
  void wellFormedChunksAreRead(String what, String rest) throws IOException {
    String answer =
        talk(
            "POST /x HTTP/1.1\\r\\n<H>transfer-encoding: CHUNKED\\r\\n\\r\\n"
                + rest
                + "GET /next HTTP/1.1\\r\\n<H>Connection: close\\r\\n\\r\\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .contains("POST /x [hello")
        .contains("GET /next []");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      bare LF after the line    | GET /x HTTP/1.1\\n<H>\\r\\n
      bare LF after a field     | GET /x HTTP/1.1\\r\\nHost: localhost\\nA: b\\r\\n\\r\\n
      bare LF at the end        | GET /x HTTP/1.1\\r\\n<H>\\n
      only LF                   | GET /x HTTP/1.1\\nHost: localhost\\n\\n
      bare CR in a value        | GET /x HTTP/1.1\\r\\n<H>A: b\\rc\\r\\n\\r\\n
      bare CR in a name         | GET /x HTTP/1.1\\r\\n<H>A\\rb: c\\r\\n\\r\\n
      bare CR in the line       | GET /x\\rHTTP/1.1\\r\\n<H>\\r\\n
      obs-fold, first field     | GET /x HTTP/1.1\\r\\n A: b\\r\\n<H>\\r\\n
      space before the colon    | GET /x HTTP/1.1\\r\\n<H>A : b\\r\\n\\r\\n
      tab before the colon      | GET /x HTTP/1.1\\r\\n<H>A\\t: b\\r\\n\\r\\n
      space before TE's colon   | POST /x HTTP/1.1\\r\\n<H>Transfer-Encoding : chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      no colon                  | GET /x HTTP/1.1\\r\\n<H>A\\r\\n\\r\\n
      no name                   | GET /x HTTP/1.1\\r\\n<H>: b\\r\\n\\r\\n
      name not a token          | GET /x HTTP/1.1\\r\\n<H>A(b): c\\r\\n\\r\\n
      name with NUL             | GET /x HTTP/1.1\\r\\n<H>A\\0: c\\r\\n\\r\\n
      name beyond ASCII         | GET /x HTTP/1.1\\r\\n<H>A\\xE4: c\\r\\n\\r\\n
      value with NUL            | GET /x HTTP/1.1\\r\\n<H>A: b\\0c\\r\\n\\r\\n
      value with control        | GET /x HTTP/1.1\\r\\n<H>A: b\\x01c\\r\\n\\r\\n
      value with DEL            | GET /x HTTP/1.1\\r\\n<H>A: b\\x7Fc\\r\\n\\r\\n
      NUL in the target         | GET /x\\0y HTTP/1.1\\r\\n<H>\\r\\n
      control in the target     | GET /x\\x01y HTTP/1.1\\r\\n<H>\\r\\n
      tab in the target         | GET /x\\ty HTTP/1.1\\r\\n<H>\\r\\n
      raw byte in the target    | GET /x\\xFFy HTTP/1.1\\r\\n<H>\\r\\n
      encoded NUL               | GET /x%00y HTTP/1.1\\r\\n<H>\\r\\n
      bad escape                | GET /x%zz HTTP/1.1\\r\\n<H>\\r\\n
      invalid UTF-8             | GET /x%C0%AF HTTP/1.1\\r\\n<H>\\r\\n
      fragment                  | GET /x#y HTTP/1.1\\r\\n<H>\\r\\n
      control in the query      | GET /x?a\\x01b HTTP/1.1\\r\\n<H>\\r\\n
      NUL in the query          | GET /x?a\\0b HTTP/1.1\\r\\n<H>\\r\\n
      fragment in the query     | GET /x?a#b HTTP/1.1\\r\\n<H>\\r\\n
      no slash                  | GET x HTTP/1.1\\r\\n<H>\\r\\n
      two spaces                | GET  /x HTTP/1.1\\r\\n<H>\\r\\n
      space in the target       | GET /x y HTTP/1.1\\r\\n<H>\\r\\n
      space after the version   | GET /x HTTP/1.1 \\r\\n<H>\\r\\n
      method not a token        | G(T /x HTTP/1.1\\r\\n<H>\\r\\n
      method beyond ASCII       | G\\xC4T /x HTTP/1.1\\r\\n<H>\\r\\n
      asterisk                  | GET * HTTP/1.1\\r\\n<H>\\r\\n
      HTTP/1.10                 | GET /x HTTP/1.10\\r\\n<H>\\r\\n
      HTTP/01.1                 | GET /x HTTP/01.1\\r\\n<H>\\r\\n
      lower case version        | GET /x http/1.1\\r\\n<H>\\r\\n
      no version                | GET /x\\r\\n\\r\\n
      no Host                   | GET /x HTTP/1.1\\r\\n\\r\\n
      two Hosts                 | GET /x HTTP/1.1\\r\\n<H><H>\\r\\n
      two Hosts, differing      | GET /x HTTP/1.1\\r\\n<H>Host: b\\r\\n\\r\\n
      Host list                 | GET /x HTTP/1.1\\r\\nHost: a, b\\r\\n\\r\\n
      Host without a name       | GET /x HTTP/1.1\\r\\nHost: :80\\r\\n\\r\\n
      empty Host                | GET /x HTTP/1.1\\r\\nHost:\\r\\n\\r\\n
      userinfo in Host          | GET /x HTTP/1.1\\r\\nHost: user@localhost\\r\\n\\r\\n
      path in Host              | GET /x HTTP/1.1\\r\\nHost: localhost/a\\r\\n\\r\\n
      space in Host             | GET /x HTTP/1.1\\r\\nHost: local host\\r\\n\\r\\n
      Host with a bad port      | GET /x HTTP/1.1\\r\\nHost: localhost:8x\\r\\n\\r\\n
      Host with a signed port   | GET /x HTTP/1.1\\r\\nHost: localhost:+80\\r\\n\\r\\n
      Host with a large port    | GET /x HTTP/1.1\\r\\nHost: localhost:65536\\r\\n\\r\\n
      Host with an open bracket | GET /x HTTP/1.1\\r\\nHost: [::1\\r\\n\\r\\n
      absolute-form, other Host | GET http://other/x HTTP/1.1\\r\\n<H>\\r\\n
      absolute-form, other port | GET http://localhost:81/x HTTP/1.1\\r\\n<H>\\r\\n
      absolute-form, userinfo   | GET http://u@localhost/x HTTP/1.1\\r\\nHost: u@localhost\\r\\n\\r\\n
      absolute-form, no host    | GET http:///x HTTP/1.1\\r\\n<H>\\r\\n
      absolute-form, no Host    | GET http://localhost/x HTTP/1.1\\r\\n\\r\\n
      absolute-form, ftp        | GET ftp://localhost/x HTTP/1.1\\r\\n<H>\\r\\n
      TE with HTTP/1.0          | POST /x HTTP/1.0\\r\\n<H>Connection: keep-alive\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n
      """)
  void aHeadThatIsNotWellFormedIsRefused(String what, String request) throws IOException {
    assertRefused(request);
    assertThat(SEEN).as("before any servlet").isEmpty();
  }

  /** Where a head is the second, its first bytes came with what was before it. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      first               | ``
      after a GET         | GET /1 HTTP/1.1\\r\\n<H>\\r\\n
      after a body        | POST /1 HTTP/1.1\\r\\n<H>Content-Length: 3\\r\\n\\r\\nabc
      after chunks        | POST /1 HTTP/1.1\\r\\n<H>Transfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n\\r\\n
      after an unread one | POST /1 HTTP/1.1\\r\\n<H>x: y\\r\\nContent-Length: 3\\r\\n\\r\\nabc
      """)
  void aFoldInAFieldIsRefused(String what, String before) throws Exception {
    for (String fold :
        List.of("A: b\\r\\n c", "A: b\\r\\n\\tc", "A:\\r\\n b", "A: b\\r\\n c\\r\\nB: d")) {
      String request =
          before + "GET /folded HTTP/1.1\\r\\n" + HOST + fold + "\\r\\n\\r\\n" + SMUGGLED;
      for (String answer : List.of(talk(request), talkSlowly(request))) {
        assertThat(answer)
            .contains("HTTP/1.1 400 ")
            .doesNotContain("smuggled")
            .doesNotContain("folded")
            .doesNotContain("(open)");
        assertThat(answer.startsWith("HTTP/1.1 200 ")).as(answer).isEqualTo(!before.isEmpty());
      }
    }
  }

  /** RFC 9112, 2.2: a server should ignore at least one. */
  @ParameterizedTest
  @CsvSource({"\\r\\n", "\\r\\n\\r\\n"})
  void emptyLinesBeforeARequestAreIgnored(String lines) throws Exception {
    String request =
        lines
            + "POST /1 HTTP/1.1\\r\\n"
            + HOST
            + "Content-Length: 3\\r\\n\\r\\nabc"
            + lines
            + "GET /2 HTTP/1.1\\r\\n"
            + HOST
            + "\\r\\n"
            + lines
            + "GET /3 HTTP/1.1\\r\\n"
            + HOST
            + "Connection: close\\r\\n\\r\\n";
    for (String answer : List.of(talk(request), talkSlowly(request))) {
      assertThat(answer).contains("POST /1 [abc]").contains("GET /2 []").endsWith("GET /3 []");
    }
  }

  @ParameterizedTest
  @CsvSource({"\\r\\n\\r\\n\\r\\n", "\\n", "\\r", "\\r\\n\\n", "\\r\\r\\n"})
  void otherLinesBeforeARequestAreNot(String lines) throws Exception {
    assertRefused(lines + "GET /x HTTP/1.1\\r\\n" + HOST + "\\r\\n");
    assertThat(SEEN).as("before any servlet").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.9", "2.0", "3.0", "9.9"})
  void aVersionThatIsNoneIs505(String version) throws IOException {
    assertThat(talk("GET /x HTTP/" + version + "\\r\\n" + HOST + "\\r\\n" + SMUGGLED))
        .startsWith("HTTP/1.1 505 ")
        .doesNotContain("smuggled");
    assertThat(
            talk(
                "GET /x HTTP/1.1\\r\\n"
                    + HOST
                    + "\\r\\nGET /y HTTP/"
                    + version
                    + "\\r\\n"
                    + HOST
                    + "\\r\\n"
                    + SMUGGLED))
        .startsWith("HTTP/1.1 200 ")
        .contains("HTTP/1.1 505 ")
        .doesNotContain("smuggled");
  }

  /** RFC 9110, 9.1: a proxy that knows no {@code head} waits for the body of its answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {"get", "Get", "head", "HEaD", "post", "options", "trace", "connect", "patch"})
  void aMethodInSmallLettersIsNone(String method) throws IOException {
    String request = method + " /x HTTP/1.1\\r\\n" + HOST + "\\r\\n";
    assertThat(talk(request + SMUGGLED))
        .matches("(?s)HTTP/1.1 (501|400) .*")
        .doesNotContain("smuggled");
    assertThat(SEEN).isEmpty();
  }

  /** RFC 9110, 9.3.6: what follows an answer of 2xx belongs to the tunnel, as its body does. */
  @Test
  void noServletAnswersConnect() throws IOException {
    assertThat(talk("CONNECT /x HTTP/1.1\\r\\n" + HOST + "\\r\\n" + SMUGGLED))
        .startsWith("HTTP/1.1 501 ")
        .contains("\r\nConnection: close\r\n")
        .doesNotContain("smuggled");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void theOpeningOfHttp2Is505() throws IOException {
    assertThat(talk("PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n")).startsWith("HTTP/1.1 505 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.2", "1.9"})
  void aLaterMinorVersionIsReadAs11(String version) throws IOException {
    assertThat(talk("GET /x HTTP/" + version + "\\r\\n" + HOST + "Connection: close\\r\\n\\r\\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 | Expect: 100-continue                       | 200",
        "1.1 | Expect: 100-Continue                       | 200",
        "1.1 | Expect: 200-ok                             | 417",
        "1.1 | Expect: 100-continue, x                    | 417",
        "1.1 | Expect: 100-continue\\r\\nExpect: x         | 417",
        "1.0 | Expect: x                                  | 200"
      })
  void noMoreIsExpectedThan100(String version, String field, int status) throws IOException {
    assertThat(
            talk(
                "GET /x HTTP/"
                    + version
                    + "\\r\\n"
                    + HOST
                    + field
                    + "\\r\\nConnection: close\\r\\n\\r\\n"))
        .startsWith("HTTP/" + version + " " + status);
  }

  /** Undertow refuses these itself; one connection has one line in the log. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      GET /\\0 HTTP/1.1\\r\\n<H>\\r\\n                                          | cannot be read
      GET /\\0                                                              | cannot be read
      GET / HTTP/1.1\\r\\n<H>A(b): c\\r\\n\\r\\n                                | cannot be read
      GET / HTTP/1.1\\r\\n<H>\\r\\nGET /\\xFF HTTP/1.1\\r\\n<H>\\r\\n                | cannot be read
      POST / HTTP/1.1\\r\\n<H>Content-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n | cannot be read
      GET / HTTP/1.1\\r\\n\\r\\n                                              | its Host
      GET / HTTP/1.1\\r\\nHost: h:x\\r\\n\\r\\n                                 | its Host
      GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n                            | its Host
      POST / HTTP/1.1\\r\\nHost: h:x\\r\\nContent-Length: 3\\r\\n\\r\\nabc           | its Host
      POST / HTTP/1.1\\r\\nHost: h:x\\r\\nContent-Length: 99\\r\\n\\r\\nabc          | its Host
      POST / HTTP/1.1\\r\\nHost: h:x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n       | its Host
      GET / HTTP/1.1\\r\\n<H>\\r\\nGET / HTTP/1.1\\r\\nHost: h:x\\r\\n\\r\\n         | its Host
      GET / HTTP/1.1\\nHost: h:x\\r\\nContent-Length: 99\\r\\n\\r\\nabc            | bare LF
      GET / HTTP/1.1\\r\\n<H>Connection: close\\r\\n\\r\\nGET /next HTTP/1.1\\r\\n<H>\\r\\n | NONE
      GET / HTTP/1.0\\r\\n\\r\\n                                              | NONE
      """)
  void whatUndertowRefusesHasThePageAndALineInTheLog(String request, String reason)
      throws Exception {
    Slipway shared = slipway;
    try (CapturedLog log = new CapturedLog("io.slipway")) {
      start();
      String answer = talk(request);
      slipway.close();
      boolean refused = !reason.equals("NONE");
      assertThat(answer.contains("HTTP/1.1 400 Bad Request\r\n")).as(answer).isEqualTo(refused);
      assertThat(answer.endsWith("<h1>400 Bad Request</h1>\n</html>\n")).isEqualTo(refused);
      assertThat(answer).doesNotContain("(open)").doesNotContain("(reset)");
      assertThat(log.messages())
          .filteredOn(line -> line.contains("refused with 400"))
          .hasSize(refused ? 1 : 0)
          .allMatch(line -> line.contains("/127.0.0.1:") && line.contains(reason));
    } finally {
      slipway = shared;
    }
  }

  /** Behind a request, with bytes behind it: a log that any client can fill is of no use. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n",
        "GET /y HTTP/2.0\\r\\nHost: localhost\\r\\n\\r\\nmore",
        "GET /y HTTP/3.0\\r\\nHost: localhost\\r\\n\\r\\nmore",
        "GET /y HTTP/1.1\\r\\n\\r\\nmore",
        "GET /\\0 HTTP/1.1\\r\\n\\r\\nmore"
      })
  void aSecondHeadThatIsRefusedLeavesNoTrace(String second) throws Exception {
    Slipway shared = slipway;
    try (CapturedLog log = new CapturedLog("io")) {
      start();
      assertThat(talk("GET /x HTTP/1.1\\r\\n" + HOST + "\\r\\n" + second))
          .startsWith("HTTP/1.1 200 ")
          .containsPattern("HTTP/1.1 (400|505) ");
      slipway.close();
      assertThat(log.records()).noneMatch(line -> line.getThrown() != null);
    } finally {
      slipway = shared;
    }
  }

  @ParameterizedTest
  @CsvSource({"HEAD /\\0 HTTP/1.1\\r\\n", "HEAD / HTTP/1.1\\r\\nHost: h:x\\r\\n\\r\\n"})
  void anAnswerToHeadHasNoPage(String request) throws Exception {
    assertThat(talk(request))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsPattern("\r\nContent-Length: [1-9]")
        .contains("\r\nConnection: close\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void inTlsThePageIsTheSame() throws Exception {
    try (Slipway secure =
            Slipway.builder()
                .https(0, TestTls.server(), ClientAuth.NONE)
                .webapp("/", w -> w.servlet("echo", new Echo(), "/*"))
                .start();
        Socket socket = TestTls.client("http/1.1").createSocket("127.0.0.1", secure.httpsPort())) {
      socket.setSoTimeout(20_000);
      Wire.send(socket, "POST / HTTP/1.1\r\nHost: h:x\r\nContent-Length: 99\r\n\r\nabc");
      assertThat(Wire.all(socket)).matches(PAGE);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      no space after colon  | GET /x HTTP/1.1\\r\\nHost:localhost\\r\\n\\r\\n
      spaces around a value | GET /x HTTP/1.1\\r\\nHost: \\t localhost \\t\\r\\n\\r\\n
      empty value           | GET /x HTTP/1.1\\r\\n<H>A:\\r\\n\\r\\n
      8 bit value           | GET /x HTTP/1.1\\r\\n<H>A: \\xE4\\r\\n\\r\\n
      tab in a value        | GET /x HTTP/1.1\\r\\n<H>A: b\\tc\\r\\n\\r\\n
      token name            | GET /x HTTP/1.1\\r\\n<H>!#$%&'*+-.^_`~09Az: c\\r\\n\\r\\n
      absolute-form         | GET http://localhost/x HTTP/1.1\\r\\n<H>\\r\\n
      IPv6 host             | GET /x HTTP/1.1\\r\\nHost: [::1]:8080\\r\\n\\r\\n
      Host with a port      | GET /x HTTP/1.1\\r\\nHost: localhost:8080\\r\\n\\r\\n
      length 0              | POST /x HTTP/1.1\\r\\n<H>Content-Length: 0\\r\\n\\r\\n
      later minor version   | GET /x HTTP/1.2\\r\\n<H>\\r\\n
      any method            | FROB /x HTTP/1.1\\r\\n<H>\\r\\n
      small letters         | frob /x HTTP/1.1\\r\\n<H>\\r\\n
      """)
  void aHeadThatIsWellFormedIsRead(String what, String request) throws IOException {
    String answer = talk(request + "GET /next HTTP/1.1\\r\\n<H>Connection: close\\r\\n\\r\\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains(" /x []").contains("GET /next []");
  }
}
