package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servlet 6.1, 12.2. */
class UrlPatternTest {
  @ParameterizedTest(name = "\"{0}\" is {1}")
  @CsvSource({
    "'',ContextRoot",
    "/,Default",
    "/*,Prefix",
    "/a/*,Prefix",
    "/a/b,Exact",
    "/a*,Exact",
    "/*/a,Exact",
    "/a/,Exact",
    "*.jsp,Extension",
    "/*.jsp,Exact",
    "/a b,Exact"
  })
  void isOfTheKindThatItsFormSays(String text, String kind) {
    UrlPattern pattern = UrlPattern.parse(text);

    assertThat(pattern.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(pattern.text()).isEqualTo(text);
  }

  @ParameterizedTest(name = "\"{0}\" is no pattern")
  @ValueSource(
      strings = {
        "a",
        "a/b",
        "*",
        "**",
        "*.",
        "*.a/b",
        "*.a*",
        "*jsp",
        "http://x/",
        "/a\nb",
        "/a\r"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> UrlPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "\"{0}\" and {1}: {2}")
  @CsvSource({
    "'',/,true",
    "'','',true",
    "'',/a,false",
    "/,/anything/at/all,true",
    "/*,/,true",
    "/*,/a/b,true",
    "/*,'',true",
    "/a/*,/a,true",
    "/a/*,/a/,true",
    "/a/*,/a/b/c,true",
    "/a/*,/ab,false",
    "/a/*,/,false",
    "/a/*,/A/b,false",
    "/a/b,/a/b,true",
    "/a/b,/a/b/,false",
    "/a/b,/a/B,false",
    "*.jsp,/a.jsp,true",
    "*.jsp,/d/a.jsp,true",
    "*.jsp,/a.JSP,false",
    "*.jsp,/a.jsp/b,false",
    "*.jsp,/a.jsp.x,false",
    "*.jsp,/.jsp,true",
    "*.jsp,/jsp,false",
    "*.jsp,/a.b/jsp,false",
    "*.gz,/a.tar.gz,true",
    "*.tar.gz,/a.tar.gz,false"
  })
  void matchesByItsKind(String pattern, String path, boolean matches) {
    assertThat(UrlPattern.parse(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void equalsByText() {
    assertThat(UrlPattern.parse("/a/*")).isEqualTo(UrlPattern.parse("/a/*"));
    assertThat(UrlPattern.parse("")).isEqualTo(UrlPattern.parse(""));
    assertThat(UrlPattern.parse("/a")).isNotEqualTo(UrlPattern.parse("/a/*"));
  }
}
