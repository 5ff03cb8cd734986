package io.slipway.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.model.UrlPattern;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servlet 6.1, 12.1 and 12.2, and the table in the Javadoc of {@code HttpServletMapping}. */
class ServletMapTest {
  private static ServletMap<String> map(String... patterns) {
    Map<UrlPattern, String> servlets = new LinkedHashMap<>();
    for (String pattern : patterns) {
      servlets.put(UrlPattern.parse(pattern), "servlet of " + pattern);
    }
    return ServletMap.compile(servlets, UrlPattern::text);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        // path, pattern, servletPath, pathInfo, matchValue, mappingMatch
        "/MyServlet,/MyServlet,/MyServlet,null,MyServlet,EXACT",
        "/foo/,/foo/*,/foo,/,'',PATH",
        "/foo,/foo/*,/foo,null,'',PATH",
        "/foo/bar/index.html,/foo/bar/*,/foo/bar,/index.html,index.html,PATH",
        "/foo/index.bop,/foo/*,/foo,/index.bop,index.bop,PATH",
        "/baz/index.html,/baz/*,/baz,/index.html,index.html,PATH",
        "/baz,/baz/*,/baz,null,'',PATH",
        "/bazar,/,/bazar,null,'',DEFAULT",
        "/catalog,/catalog,/catalog,null,catalog,EXACT",
        "/catalog/racecar.bop,*.bop,/catalog/racecar.bop,null,catalog/racecar,EXTENSION",
        "/index.bop,*.bop,/index.bop,null,index,EXTENSION",
        "/catalog/index.html,/,/catalog/index.html,null,'',DEFAULT",
        "/x.bop/,/,/x.bop/,null,'',DEFAULT",
        "/,'','',/,'',CONTEXT_ROOT",
        "'','','',/,'',CONTEXT_ROOT",
      })
  void thePathChoosesPatternPathsAndMapping(
      String path,
      String pattern,
      String servletPath,
      String pathInfo,
      String matchValue,
      MappingMatch match) {
    ServletMap<String> map =
        map("", "/", "/foo/*", "/foo/bar/*", "/baz/*", "/catalog", "*.bop", "/MyServlet");
    ServletMap.Match<String> found = map.match(path);
    assertThat(found).isNotNull();
    assertThat(found.entry().value()).isEqualTo(pattern);
    assertThat(found.servletPath()).isEqualTo(servletPath);
    assertThat(found.pathInfo()).isEqualTo(pathInfo);
    assertThat(found.mapping())
        .extracting(
            HttpServletMapping::getMatchValue,
            HttpServletMapping::getPattern,
            HttpServletMapping::getServletName,
            HttpServletMapping::getMappingMatch)
        .containsExactly(matchValue, pattern, "servlet of " + pattern, match);
  }

  @Test
  void everythingBelowTheRootHasThePathAsPathInfo() {
    ServletMap.Match<String> found = map("/*").match("/a/b");
    assertThat(found.servletPath()).isEmpty();
    assertThat(found.pathInfo()).isEqualTo("/a/b");
    assertThat(found.mapping().getMatchValue()).isEqualTo("a/b");
  }

  @Test
  void withoutADefaultServletNothingElseMatches() {
    assertThat(map("/a").match("/b")).isNull();
  }
}
