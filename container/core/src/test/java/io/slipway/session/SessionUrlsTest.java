package io.slipway.session;

import static org.assertj.core.api.Assertions.assertThat;

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
}
