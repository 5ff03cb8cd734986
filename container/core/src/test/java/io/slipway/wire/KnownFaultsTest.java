package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.WebXml;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other servers on the same ground get wrong, and no other test here asks. */
@Timeout(120)
class KnownFaultsTest {
  private static final String CLOSE = " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n";

  @TempDir static Path folder;
  @AutoClose private static Slipway slipway;

  static final class Answers extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (String.valueOf(request.getQueryString())) {
        case "205" -> {
          response.setStatus(205);
          response.getOutputStream().print("no body");
        }
        case "smuggle" -> smuggle(response);
        case "cookies" -> {
          Cookie[] cookies = request.getCookies();
          response.getOutputStream().print(cookies == null ? "none" : "" + cookies.length);
        }
        default -> response.getOutputStream().print("quick");
      }
    }

    /** The values are refused, or they stay within their attribute. */
    private static void smuggle(HttpServletResponse response) {
      String[] values = {"/; Domain=evil", "/\r\nSet-Cookie: evil=1", "/, evil=1", "/\0; evil"};
      for (String value : values) {
        for (String attribute : new String[] {"Path", "SameSite", "Domain", "Whatever"}) {
          try {
            Cookie cookie = new Cookie("a", "b");
            cookie.setAttribute(attribute, value);
            response.addCookie(cookie);
          } catch (IllegalArgumentException refused) {
            response.addHeader("X-Refused", attribute);
          }
        }
      }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getOutputStream().print(request.getInputStream().readAllBytes().length);
    }
  }

  static final class OnlyGet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      response.getOutputStream().print("got");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Files.createDirectories(folder.resolve("secret"));
    Files.createDirectories(folder.resolve("open"));
    Files.writeString(folder.resolve("secret/x.txt"), "the secret");
    Files.writeString(folder.resolve("open/x.txt"), "open to all");
    WebXml.write(
        folder,
        """
        <security-constraint>
          <web-resource-collection>
            <web-resource-name>secret</web-resource-name>
            <url-pattern>/secret/*</url-pattern>
          </web-resource-collection>
          <auth-constraint/>
        </security-constraint>
        """);
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/",
                w ->
                    w.folder(folder)
                        .servlet("answers", new Answers(), "/answers")
                        .servlet("only", new OnlyGet(), "/only"))
            .start();
  }

  private static String talk(String request) throws IOException {
    return Wire.talk(Wire.connect(slipway.port()), request);
  }

  private static String get(String target) throws IOException {
    return talk("GET " + target + CLOSE + "\r\n");
  }

  /** One canonical path for constraints and files. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secret/x.txt",
        "//secret/x.txt",
        "/secret//x.txt",
        "/./secret/x.txt",
        "/open/../secret/x.txt",
        "/open/..//secret/x.txt",
        "/open/%2e%2e/secret/x.txt",
        "/open/.%2e/secret/x.txt",
        "/open;a/../secret/x.txt",
        "/open/..;a/secret/x.txt",
        "/secret;a=b/x.txt",
        "/secret/x.txt;a",
        "/%73ecret/x.txt",
        "/secret%2fx.txt",
        "/secret%5cx.txt",
        "/secret\\x.txt",
        "/%2fsecret/x.txt",
        "/secret/%00x.txt",
        "/SECRET/x.txt",
        "/secret./x.txt",
        "/open/%252e%252e/secret/x.txt",
        "http://h/open/../secret/x.txt"
      })
  void noSpellingOfAPathPassesItsConstraint(String target) throws IOException {
    assertThat(get(target)).matches("(?s)HTTP/1.1 40[034] .*").doesNotContain("the secret");
  }

  @Test
  void whatIsOpenIsOpen() throws IOException {
    assertThat(get("/secret/../open/x.txt")).startsWith("HTTP/1.1 200 ").contains("open to all");
  }

  @Test
  void resetContentHasNoBody() throws IOException {
    assertThat(get("/answers?205"))
        .startsWith("HTTP/1.1 205 ")
        .doesNotContain("no body")
        .doesNotContain("Transfer-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/answers", "/only", "/open/x.txt", "/nothing", "/secret/x.txt"})
  void traceShowsNobodyTheirFields(String target) throws IOException {
    assertThat(talk("TRACE " + target + CLOSE + "Cookie: a=b\r\nX-Token: hidden\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .containsPattern("(?i)\r\nAllow: ")
        .doesNotContain("hidden");
  }

  /** RFC 9110, 15.5.6: also where {@code HttpServlet} refuses, and where the webapp has a page. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/only       | GET, HEAD, OPTIONS",
        "/answers    | GET, HEAD, OPTIONS, POST",
        "/open/x.txt | GET, HEAD, OPTIONS"
      })
  void aMethodThatIsNotAllowedIsToldWhichAre(String target, String methods) throws IOException {
    for (String method : new String[] {"DELETE", "PATCH", "PUT", "TRACE"}) {
      assertThat(talk(method + " " + target + CLOSE + "Content-Length: 0\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ")
          .contains("\r\nAllow: " + methods + "\r\n");
    }
  }

  @Test
  void theServerKnowsAllMethodsButTrace() throws IOException {
    assertThat(talk("OPTIONS *" + CLOSE + "\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\nAllow: GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH\r\n");
  }

  @Test
  void aFileSaysTheSameToOptions() throws IOException {
    assertThat(talk("OPTIONS /open/x.txt" + CLOSE + "\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
  }

  @Test
  void cookieAttributesBringNoOthersWithThem() throws IOException {
    String head = get("/answers?smuggle");
    for (String line : head.split("\r\n")) {
      String text = line.toLowerCase(Locale.ROOT);
      assertThat(text).doesNotStartWith("set-cookie: evil");
      if (text.startsWith("set-cookie")) {
        assertThat(text).doesNotContain("; domain=evil").doesNotContain("; evil");
      }
      assertThat(text).doesNotContain("\0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=\u00e4\u00ff; b=1 | 2",
        "\u00e4=1; b=1 | 1",
        "a=b=c; d==; e= | 3",
        "=; ;; x | none"
      })
  void noCookieIsAnError(String cookies, String count) throws IOException {
    assertThat(talk("GET /answers?cookies" + CLOSE + "Cookie: " + cookies + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\n" + count);
  }

  @Test
  void stalledBodiesHoldUpNobodyElse() throws IOException {
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket("127.0.0.1", slipway.port());
        stalled.add(socket);
        Wire.send(socket, "POST /answers HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      }
      for (int i = 0; i < 10; i++) {
        assertThat(get("/open/x.txt")).endsWith("open to all");
        assertThat(get("/answers?quick")).endsWith("quick");
      }
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }
}
