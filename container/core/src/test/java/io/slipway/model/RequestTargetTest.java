package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.RefusedTarget.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of Servlet 6.1, 3.5.3, and what it leaves out. */
class RequestTargetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /foo/bar                  | /foo/bar
          /foo/bar;jsessionid=1234  | /foo/bar
          /foo/bar/                 | /foo/bar/
          /foo/bar/;jsessionid=1234 | /foo/bar/
          /foo;/bar;                | /foo/bar
          /foo;/bar;/;              | /foo/bar/
          /foo/b%25r                | /foo/b%r
          /foo/./bar                | /foo/bar
          /foo/././bar              | /foo/bar
          /./foo/bar                | /foo/bar
          /foo/bar/.                | /foo/bar
          /foo/bar/./               | /foo/bar/
          /foo/bar/./;              | /foo/bar/
          /foo/.bar                 | /foo/.bar
          /foo/../bar               | /bar
          /foo/./../bar             | /bar
          /foo/bar/..               | /foo
          /foo/bar/../              | /foo/
          /foo/bar/../;             | /foo/
          /foo/..bar                | /foo/..bar
          /foo/...                  | /foo/...
          /foo/pass:[...]/bar       | /foo/pass:[...]/bar
          /foo//bar                 | /foo/bar
          //foo//bar//              | /foo/bar/
          /foo//../bar              | /bar
          /foo%E2%82%ACbar          | /foo€bar
          /%F0%9F%98%80             | /😀
          /foo%20bar                | /foo bar
          /a+b                      | /a+b
          /foo/bar?q                | /foo/bar
          /foo/bar/?q               | /foo/bar/
          /foo/bar;?q               | /foo/bar
          /                         | /
          //                        | /
          /.                        | /
          /./                       | /
          /foo/..                   | /
          /foo/../                  | /
          /a/b/../../c              | /c
          /%61%2e%2e                | /a..
          /?q                       | /
          http://host/foo           | /foo
          HTTPS://host:8443/a/../b  | /b
          http://host               | /
          http://host?q             | /
          """)
  void canonicalises(String raw, String path) {
    assertThat(RequestTarget.parse(raw, null))
        .isInstanceOfSatisfying(
            RequestTarget.class, target -> assertThat(target.path()).isEqualTo(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo/bar                   | NO_LEADING_SLASH
          /foo%00/bar/              | CONTROL
          /foo%7Fbar                | CONTROL
          /foo%C2%85bar             | CONTROL
          /foo%2Fbar                | ENCODED_SLASH
          /foo%2fb%25r              | ENCODED_SLASH
          /foo\\bar                 | BACKSLASH
          /foo%5Cbar                | BACKSLASH
          /foo;a\\b/bar             | BACKSLASH
          /foo;%2F/bar              | ENCODED_SLASH
          /foo/%2e/bar              | ENCODED_DOT_SEGMENT
          /foo/.;/bar               | DOT_SEGMENT_WITH_PARAMETER
          /foo/%2e;/bar             | ENCODED_DOT_SEGMENT
          /foo/.%2Fbar              | ENCODED_SLASH
          /foo/.%5Cbar              | BACKSLASH
          /foo/bar/.;               | DOT_SEGMENT_WITH_PARAMETER
          /foo/../../bar            | LEADING_DOT_DOT
          /../foo/bar               | LEADING_DOT_DOT
          /foo/%2e%2E/bar           | ENCODED_DOT_SEGMENT
          /foo/.%2e/bar             | ENCODED_DOT_SEGMENT
          /foo/%2e%2e/%2E%2E/bar    | ENCODED_DOT_SEGMENT
          /foo/..;/bar              | DOT_SEGMENT_WITH_PARAMETER
          /foo/%2e%2E;/bar          | ENCODED_DOT_SEGMENT
          /foo/..%2Fbar             | ENCODED_SLASH
          /foo/..%5Cbar             | BACKSLASH
          /foo/bar/..;              | DOT_SEGMENT_WITH_PARAMETER
          /;/foo;/;/bar/;/;         | EMPTY_SEGMENT_WITH_PARAMETER
          /foo/;/../bar             | EMPTY_SEGMENT_WITH_PARAMETER
          /foo%E2%82                | BAD_UTF8
          /foo%E2%82bar             | BAD_UTF8
          /foo%C0%AFbar             | BAD_UTF8
          /foo%ED%A0%80bar          | BAD_UTF8
          /foo%-1/bar               | BAD_PERCENT
          /foo%XX/bar               | BAD_PERCENT
          /foo%/bar                 | BAD_PERCENT
          /foo/bar%0                | BAD_PERCENT
          /foo/bar%                 | BAD_PERCENT
          /good%20/bad%/%20mix%     | BAD_PERCENT
          /foo/bar#f                | FRAGMENT
          /foo/bar?q#f              | FRAGMENT
          /foo/bar/#f               | FRAGMENT
          /foo/bar;#f               | FRAGMENT
          /foo/bar;?q#f             | FRAGMENT
          /;/                       | EMPTY_SEGMENT_WITH_PARAMETER
          /..                       | LEADING_DOT_DOT
          /../                      | LEADING_DOT_DOT
          foo/bar/                  | NO_LEADING_SLASH
          ./foo/bar/                | NO_LEADING_SLASH
          %2e/foo/bar/              | NO_LEADING_SLASH
          ../foo/bar/               | NO_LEADING_SLASH
          ;/foo/bar/                | NO_LEADING_SLASH
          #f                        | FRAGMENT
          ?q                        | NO_LEADING_SLASH
          ''                        | NO_LEADING_SLASH
          *                         | ASTERISK_FORM
          host:80                   | NO_LEADING_SLASH
          http:///foo               | BAD_AUTHORITY
          http://user@host/foo      | BAD_AUTHORITY
          http://host/../foo        | LEADING_DOT_DOT
          ftp://host/foo            | NO_LEADING_SLASH
          /foo\u00e9                | NOT_ASCII
          """)
  void refuses(String raw, Reason reason) {
    assertThat(RequestTarget.parse(raw, null)).isEqualTo(new RefusedTarget(reason));
  }

  @Test
  void refusesControlCharactersHoweverWritten() {
    for (char c = 0; c < ' '; c++) {
      assertThat(RequestTarget.parse("/a" + c, null)).isEqualTo(new RefusedTarget(Reason.CONTROL));
      assertThat(RequestTarget.parse(String.format("/a%%%02x", (int) c), null))
          .isEqualTo(new RefusedTarget(Reason.CONTROL));
      assertThat(RequestTarget.parse(String.format("/a;x=%%%02x", (int) c), null))
          .isEqualTo(new RefusedTarget(Reason.CONTROL));
    }
  }

  @Test
  void keepsQueryAndRawPath() {
    assertThat(RequestTarget.parse("/a/../b;v=1?x=%zz/..", null))
        .isEqualTo(new RequestTarget("/a/../b;v=1", "/b", "x=%zz/.."));
    assertThat(RequestTarget.parse("/b", "x=1")).isEqualTo(new RequestTarget("/b", "/b", "x=1"));
    assertThat(RequestTarget.parse("/b", "x#1")).isEqualTo(new RefusedTarget(Reason.FRAGMENT));
    assertThat(RequestTarget.parse("http://h/b%20", ""))
        .isEqualTo(new RequestTarget("/b%20", "/b ", ""));
  }

  @Test
  void plainPathIsTheSentStringItself() {
    String raw = "/shop/cart/list.jsp";
    assertThat(((RequestTarget) RequestTarget.parse(raw, null)).path()).isSameAs(raw);
  }

  @Test
  void dispatcherPathsMayHaveAnyCharacter() {
    assertThat(RequestTarget.parseDispatcherPath("/é/../ü%20?a=b"))
        .isEqualTo(new RequestTarget("/é/../ü%20", "/ü ", "a=b"));
    assertThat(RequestTarget.parseDispatcherPath("/../x"))
        .isEqualTo(new RefusedTarget(Reason.LEADING_DOT_DOT));
  }

  /** Canonical means canonical: what comes out has nothing left to resolve, whatever came in. */
  @Test
  void whatIsAcceptedIsCanonical() {
    String[] pieces = {
      "/", "//", ".", "..", "%2e", "%2f", "a", "WEB-INF", ";", ";p=1", "%25", "%5c", "%", "%41",
      "?", "é", "%c3%a9", "%00", "#"
    };
    Random random = new Random(61);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder raw = new StringBuilder("/");
      for (int n = random.nextInt(9); n > 0; n--) {
        raw.append(pieces[random.nextInt(pieces.length)]);
      }
      if (RequestTarget.parse(raw.toString(), null) instanceof RequestTarget target) {
        assertThat(target.path())
            .as(raw.toString())
            .startsWith("/")
            .doesNotContain("//", "/./", "/../", ";", "\\", "\0")
            .doesNotEndWith("/.")
            .doesNotEndWith("/..");
      }
    }
  }
}
