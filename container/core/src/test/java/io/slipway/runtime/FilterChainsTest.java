package io.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.UrlPattern;
import io.slipway.runtime.FilterChains.Overlap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterChainsTest {
  @ParameterizedTest
  @CsvSource({
    "/*,/a,ALWAYS",
    "/*,*.x,ALWAYS",
    "/*,'',ALWAYS",
    "/,/a/*,ALWAYS",
    "/a,/a,ALWAYS",
    "/b,/a,NEVER",
    "/a/*,/a/b,ALWAYS",
    "*.x,/a.x,ALWAYS",
    "*.y,/a.x,NEVER",
    "/a/*,/a/*,ALWAYS",
    "/a/*,/a/b/*,ALWAYS",
    "/a/b/*,/a/*,SOMETIMES",
    "/c/*,/a/*,NEVER",
    "/a/b,/a/*,SOMETIMES",
    "/c,/a/*,NEVER",
    "*.x,/a/*,SOMETIMES",
    "*.x,*.x,ALWAYS",
    "*.y,*.x,NEVER",
    "/a/*,*.x,SOMETIMES",
    "/a.x,*.x,SOMETIMES",
    "/a/*,/,SOMETIMES",
    "*.x,/,SOMETIMES",
    "'','',ALWAYS",
    "/a,'',NEVER"
  })
  void whatTwoPatternsShareIsKnownBeforehand(String filter, String servlet, Overlap expected) {
    assertThat(Overlap.of(UrlPattern.parse(filter), UrlPattern.parse(servlet))).isEqualTo(expected);
  }

  /** The shortcut must never say something else than the patterns themselves. */
  @Test
  void whatIsKnownBeforehandHoldsForEveryPath() {
    List<String> patterns =
        List.of("/*", "/", "", "/a", "/a/*", "/a/b", "/a/b/*", "/c/*", "*.x", "*.y", "/a/d.x");
    List<String> paths =
        List.of("/", "/a", "/a/", "/a/b", "/a/b/c.x", "/a/d.x", "/c", "/c/e.y", "/f.x", "/g");
    for (String servletText : patterns) {
      UrlPattern servlet = UrlPattern.parse(servletText);
      for (String filterText : patterns) {
        UrlPattern filter = UrlPattern.parse(filterText);
        Overlap overlap = Overlap.of(filter, servlet);
        for (String path : paths) {
          if (servlet.matches(path) && overlap != Overlap.SOMETIMES) {
            assertThat(overlap == Overlap.ALWAYS)
                .as("filter %s, servlet %s, path %s", filterText, servletText, path)
                .isEqualTo(filter.matches(path));
          }
        }
      }
    }
  }
}
