package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.ClientAuth;
import io.slipway.Slipway;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies as they come and go, byte by byte: RFC 6265. */
@Timeout(60)
class CookiesOnTheWireTest {
  @AutoClose private static Slipway slipway;

  static final class Jar extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      StringBuilder seen = new StringBuilder();
      switch (request.getPathInfo()) {
        case "/session" -> seen.append(request.getSession().getId());
        case "/have" -> {
          HttpSession session = request.getSession(false);
          seen.append(session == null ? "none" : session.getId());
        }
        case "/host" -> {
          Cookie cookie = new Cookie("__Host-a", "1");
          cookie.setPath("/deep");
          cookie.setDomain("example.com");
          response.addCookie(cookie);
          response.addCookie(new Cookie("__Secure-b", "2"));
        }
        case "/twice" -> {
          response.addHeader("Set-Cookie", "a=1");
          response.addCookie(new Cookie("a", "2"));
          response.addHeader("Set-Cookie", "a=3");
          response.addCookie(new Cookie("A", "4"));
        }
        case "/split" -> {
          response.addHeader("Set-Cookie", "a=1\r\nX-Evil: 1\u560d\u560aX-Evil: 2");
          response.setHeader("X-A", "1\r\n\r\nX-Evil: 3");
          response.setContentType("text/plain\r\nX-Evil: 4");
          response.setCharacterEncoding("utf-8\nX-Evil: 5");
          response.setTrailerFields(() -> Map.of("X-T", "1\r\nX-Evil: 6"));
        }
        case "/redirect" -> {
          try {
            response.sendRedirect("/x\r\nX-Evil: 1");
          } catch (IllegalArgumentException refused) {
            seen.append("refused");
          }
        }
        default -> {
          if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
              seen.append(cookie.getName()).append('=').append(cookie.getValue()).append('|');
            }
          }
        }
      }
      response.getOutputStream().write(seen.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    slipway =
        Slipway.builder()
            .port(0)
            .https(0, TestTls.server(), ClientAuth.NONE)
            .webapp("/app", w -> w.servlet("jar", new Jar(), "/*"))
            .start();
  }

  private static String get(boolean tls, String path, String cookies) throws Exception {
    Socket socket =
        tls
            ? TestTls.client("http/1.1").createSocket("127.0.0.1", slipway.httpsPort())
            : Wire.connect(slipway.port());
    String fields = cookies == null ? "" : "Cookie: " + cookies + "\r\n";
    return Wire.talk(
        socket,
        "GET /app" + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + fields + "\r\n");
  }

  private static List<String> set(String answer) {
    return Pattern.compile("(?m)^Set-Cookie: (.*)$")
        .matcher(answer)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theSessionCookieIsSecureOverTls(boolean tls) throws Exception {
    assertThat(set(get(tls, "/session", null)))
        .singleElement()
        .asString()
        .contains("; Path=/app", "; HttpOnly", "; SameSite=Lax")
        .matches(cookie -> cookie.contains("; Secure") == tls);
  }

  @Test
  void ofSeveralSessionCookiesTheValidOneCountsWhateverTheOthersAre() throws Exception {
    String id = set(get(false, "/session", null)).get(0).replaceAll(";.*", "").substring(11);
    String more = "x".repeat(100);
    for (String cookies :
        new String[] {
          "JSESSIONID=" + id,
          "JSESSIONID=stale; JSESSIONID=" + id,
          "JSESSIONID=" + id + "; JSESSIONID=stale",
          "JSESSIONID=; JSESSIONID=\u00e4\u00ff; JSESSIONID=" + id + "; JSESSIONID=" + more,
          "bad\u0009name=1; =; JSESSIONID=" + id
        }) {
      assertThat(get(false, "/have", cookies)).as(cookies).endsWith("\r\n\r\n" + id);
    }
    assertThat(get(false, "/have", "JSESSIONID=stale; JSESSIONID=other")).endsWith("none");
    assertThat(get(false, "/have", "jsessionid=" + id)).endsWith("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "a=b=c==; d=e      ! a=b=c==|d=e|",
        "a=\"b c\"; d=e    ! a=\"b c\"|d=e|",
        "a=\u00e4\u00ff; d=e ! a=\u00e4\u00ff|d=e|",
        "a=\u00c3\u00a4; d=e ! a=\u00e4|d=e|",
        "\u00e4=1; d=e     ! d=e|",
        "a b=1; d=e        ! d=e|",
        "a; d=e; =x        ! d=e|",
        "$Version=1; a=b   ! $Version=1|a=b|",
        "a=1; a=2          ! a=1|a=2|"
      })
  void aBadCookieDoesNotCostTheOthers(String sent, String seen) throws Exception {
    assertThat(get(false, "/all", sent)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + seen);
  }

  @Test
  void prefixesAskForWhatTheirNamesSay() throws Exception {
    assertThat(set(get(true, "/host", null)))
        .anySatisfy(
            c ->
                assertThat(c)
                    .startsWith("__Host-a=1")
                    .contains("; Secure", "; Path=/")
                    .doesNotContain("Domain", "deep"))
        .anySatisfy(c -> assertThat(c).startsWith("__Secure-b=2").contains("; Secure"));
  }

  @Test
  void ofTheSameCookieTheLastIsSent() throws Exception {
    assertThat(set(get(false, "/twice", null))).containsExactly("a=3", "A=4");
  }

  @Test
  void nothingThatIsSetBringsAnotherField() throws Exception {
    assertThat(get(false, "/split", null))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContainPattern("(?m)^X-Evil");
    assertThat(get(false, "/redirect", null)).endsWith("refused").doesNotContain("X-Evil");
  }
}
