package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathEncodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /a/b.c-d_e~f | /a/b.c-d_e~f
          /a b;c%d     | /a%20b%3Bc%25d
          /é€😀        | /%C3%A9%E2%82%AC%F0%9F%98%80
          /?#          | /%3F%23
          """)
  void whatIsNotPlainIsEncoded(String path, String expected) {
    assertThat(PathEncoding.encode(path)).hasToString(expected);
  }
}
