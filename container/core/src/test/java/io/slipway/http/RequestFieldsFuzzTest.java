package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.wire.ErrorText;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Header fields that requests are made of, and the boundaries of multipart bodies. */
class RequestFieldsFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void aCookieIsATokenAndAValue(byte[] input) {
    String field = new String(input, StandardCharsets.ISO_8859_1);
    List<Cookie> cookies = new ArrayList<>();
    RequestCookies.parse(field, cookies);
    for (Cookie cookie : cookies) {
      assertThat(cookie.getName()).matches("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");
      for (char c : cookie.getValue().toCharArray()) {
        assertThat(c >= ' ' && c != 0x7f && c != ';' || c == '\t').isTrue();
      }
      assertThat(field).contains(cookie.getName()).contains(cookie.getValue());
    }
    // one bad cookie does not cost the others
    List<Cookie> more = new ArrayList<>();
    RequestCookies.parse("last=1;" + field, more);
    assertThat(more).hasSize(cookies.size() + 1);
  }

  /** Name, value and an attribute, each ended by a line feed. */
  @FuzzTest(maxDuration = "2m")
  void aCookieThatLeavesIsOneCookie(byte[] input) {
    String[] words = new String(input, StandardCharsets.UTF_8).split("\n", 4);
    if (words.length < 4) {
      return;
    }
    String line;
    try {
      Cookie cookie = new Cookie(words[0], words[1]);
      cookie.setAttribute(words[2], words[3]);
      line = SetCookie.format(cookie);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(line).startsWith(words[0] + '=').matches("[ -:<-~\u0080-\u00ff]*(;[ -:<-~]*){0,2}");
  }

  @FuzzTest(maxDuration = "1m")
  void whatIsAcceptedIsRead(byte[] input) {
    String field = new String(input, StandardCharsets.ISO_8859_1);
    ErrorText.prefersJson(
        new HeaderMap().add(Headers.ACCEPT, field).add(Headers.ACCEPT, "application/json;q=0.5"));
    assertThat(Languages.parse(List.of(field))).isNotEmpty();
  }

  @FuzzTest(maxDuration = "1m")
  void aParameterIsReadOrNot(byte[] input) {
    String field = new String(input, StandardCharsets.ISO_8859_1);
    HeaderParameters.get(field, "boundary");
    HeaderParameters.getExtended(field, "filename");
    HeaderParameters.is(field, "form-data");
  }

  /** The first byte says how long the boundary is, which comes next, and then what to search. */
  @FuzzTest(maxDuration = "2m")
  void aBoundaryIsFoundWhereItIs(byte[] input) {
    int length = input.length == 0 ? 0 : 1 + (input[0] & 7);
    if (input.length < 1 + length) {
      return;
    }
    byte[] boundary = Arrays.copyOfRange(input, 1, 1 + length);
    byte[] text = Arrays.copyOfRange(input, 1 + length, input.length);
    if (length == 0) {
      return;
    }
    int expected =
        new String(text, StandardCharsets.ISO_8859_1)
            .indexOf(new String(boundary, StandardCharsets.ISO_8859_1));
    assertThat(new BoundarySearch(boundary).find(text, 0, text.length)).isEqualTo(expected);
  }
}
