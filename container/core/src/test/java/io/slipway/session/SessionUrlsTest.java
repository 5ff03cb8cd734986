package io.slipway.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionUrlsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          /a;jsessionid=1                | 1
          /a;x=2;jsessionid=1            | 1
          /a;jsessionid=1;x=2            | 1
          /a;jsessionid=1/b              | 1
          /a;jsessionid=1/b;jsessionid=2 | 1
          /a;jsessionid=                 | null
          /a;jsessionid                  | null
          /a;jsessionidx=1               | null
          /a/jsessionid=1                | null
          /a;JSESSIONID=1                | null
          /a                             | null
          """)
  void theIdIsFoundInThePath(String rawPath, String id) {
    assertThat(SessionUrls.idOf(rawPath)).isEqualTo(id);
  }

  /** An id goes nowhere else, not even with a URL that only a browser would understand. */
  @ParameterizedTest
  @CsvSource({
    "/x, true",
    "/a b, true",
    "x, true",
    "'', true",
    "http://h/x, true",
    "//h/x, true",
    "//other/x, false",
    "//other/a b, false",
    "http://other/x, false",
    "http://other/a b, false",
    "///other/x, false",
    "/\\other/x, false",
    "/\t/other/x, false",
    "/x?q=a\\b, true",
    "#x, false",
    "/x;jsessionid=1, false"
  })
  void onlyWhatIsOurs(String url, boolean ours) {
    assertThat(SessionUrls.isOurs(asked("http://h/asked"), "", url)).isEqualTo(ours);
  }

  /** {@link java.net.URI} knows no host with an underscore. */
  @ParameterizedTest
  @CsvSource({"/x, true", "//other/x, false", "///other/x, false", "http://other/x, false"})
  void onAHostWithAnUnderscoreOnlyPathsAre(String url, boolean ours) {
    assertThat(SessionUrls.isOurs(asked("http://my_host/asked"), "", url)).isEqualTo(ours);
  }

  private static HttpServletRequest asked(String url) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SessionUrlsTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, args) -> new StringBuffer(url));
  }
}
