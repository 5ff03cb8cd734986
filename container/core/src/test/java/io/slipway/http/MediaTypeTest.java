package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code setContentType} understands: Servlet 6.1, 5.6; RFC 9110, 8.3. */
class MediaTypeTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      quoteCharacter = '`',
      value = {
        // given, type, charset, header
        "text/html, text/html, null, text/html",
        "text/html;charset=utf-8, text/html, utf-8, text/html;charset=utf-8",
        "text/html; Charset=\"utf-8\", text/html, utf-8, text/html;charset=utf-8",
        "text/html ; charset=utf-8; a=b, text/html; a=b, utf-8, text/html; a=b;charset=utf-8",
        "text/html;a=b;  charset=x, text/html;a=b, x, text/html;a=b;charset=x",
        "text/html;xcharset=y, text/html;xcharset=y, null, text/html;xcharset=y",
        "text/html;charset=, text/html, ``, text/html;charset=",
        "charset=utf-8, charset=utf-8, null, charset=utf-8",
        // of several the first, as in a browser
        "text/html;charset=a;charset=b, text/html, a, text/html;charset=a",
        "text/html; charset=a; x=1; Charset=b; charset=c; y=2, text/html; x=1; y=2, a, text/html; x=1; y=2;charset=a",
        // what is quoted is the value of another parameter
        "a/b; info=\"c/d; charset=x\", a/b; info=\"c/d; charset=x\", null, a/b; info=\"c/d; charset=x\"",
        "a/b; info=\"\\\";charset=x\"; charset=y, a/b; info=\"\\\";charset=x\", y, a/b; info=\"\\\";charset=x\";charset=y",
      })
  void takesTypeAndCharsetApart(String given, String bare, String charset, String header) {
    for (int time = 0; time < 2; time++) {
      MediaType type = MediaType.of(given);
      assertThat(type.bare()).isEqualTo(bare);
      assertThat(type.charset()).isEqualTo(charset);
      assertThat(type.header()).isEqualTo(header);
    }
  }

  @Test
  void hasNoControlCharacters() {
    assertThat(MediaType.of("text/html\r\nA: b;charset=x\ny").header())
        .isEqualTo("text/html  A: b;charset=x y");
  }

  @Test
  void anotherEncodingReplacesItsOwn() {
    MediaType type = MediaType.of("text/html;charset=utf-8");
    assertThat(type.header("ISO-8859-1")).isEqualTo("text/html;charset=ISO-8859-1");
    assertThat(type.header(null)).isEqualTo("text/html");
  }
}
