package io.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whatever a client asks for, there is one path, and nothing in it is a step elsewhere. */
class RequestTargetFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void aTargetIsOnePathOrRefused(byte[] input) {
    String raw = new String(input, StandardCharsets.ISO_8859_1);
    if (RequestTarget.parse(raw, null) instanceof RequestTarget target) {
      String path = target.path();
      assertThat(path).startsWith("/").doesNotContain("//").doesNotContain("\0");
      assertThat(Arrays.asList(path.split("/"))).doesNotContain(".", "..");
      for (int i = 0; i < path.length(); i++) {
        assertThat(path.charAt(i)).isGreaterThanOrEqualTo(' ').isNotEqualTo('\\');
      }
    }
  }
}
