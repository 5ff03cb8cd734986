package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCookiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a=b                        | a=b
          a=b; c=d                   | a=b,c=d
          a=b;c=d;                   | a=b,c=d
          ; ;a=b;;                   | a=b
          a=                         | a=
          a=b=c==                    | a=b=c==
          a = b                      | a=b
          a="b c"                    | a="b c"
          a="b;c"; d=e               | a="b,d=e
          a=b, c=d                   | a=b, c=d
          $Version=1; a=b; $Path=/   | $Version=1,a=b,$Path=/
          Path=x; Expires=y; Secure=z | Path=x,Expires=y,Secure=z
          novalue; a=b               | a=b
          =b; a=c                    | a=c
          b a=1; c=2                 | c=2
          b(=1; c=2                  | c=2
          a={"x":"y"}; c=2           | a={"x":"y"},c=2
          a=é; c=2                   | a=é,c=2
          a=Ã©Ã; c=2                 | a=Ã©Ã,c=2
          a=Ã©; c=2                  | a=é,c=2
          é=1; c=2                   | c=2
          a=1; a=2                   | a=1,a=2
          """)
  void reads(String field, String expected) {
    assertThat(read(field)).isEqualTo(expected);
  }

  @Test
  void controlCharactersCostOneCookie() {
    assertThat(read("a=b\u0001; c=d")).isEqualTo("c=d");
    assertThat(read("a=b\0; c=d")).isEqualTo("c=d");
    assertThat(read("a=b\u007f; c=d")).isEqualTo("c=d");
    assertThat(read("a\r\n=b; c=d")).isEqualTo("c=d");
  }

  @Test
  void thereIsNoArrayWithoutCookies() {
    assertThat(RequestCookies.of(null)).isNull();
    assertThat(RequestCookies.of(List.of("", ";"))).isNull();
    assertThat(RequestCookies.of(List.of("a=1", "b=2"))).hasSize(2);
  }

  @Test
  void whateverComesOnlyWellFormedCookiesAreRead() {
    Random random = new Random(6265);
    String alphabet = "abc=;, \t\"\\$()\u0000\u007f\u00e9\u20ac\r\n";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder field = new StringBuilder();
      for (int n = random.nextInt(24); n > 0; n--) {
        field.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<Cookie> cookies = new ArrayList<>();
      RequestCookies.parse(field.toString(), cookies);
      assertThat(cookies)
          .as(field.toString())
          .allMatch(cookie -> HeaderText.isToken(cookie.getName()))
          .allMatch(
              cookie -> cookie.getValue().chars().noneMatch(c -> c == ';' || c < ' ' && c != '\t'));
    }
  }

  private static String read(String field) {
    List<Cookie> cookies = new ArrayList<>();
    RequestCookies.parse(field, cookies);
    return cookies.stream()
        .map(cookie -> cookie.getName() + '=' + cookie.getValue())
        .collect(Collectors.joining(","));
  }
}
