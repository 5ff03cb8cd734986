package io.slipway.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** No Range field reaches beyond the file. */
class ByteRangesFuzzTest {
  @FuzzTest(maxDuration = "2m")
  void everyRangeIsWithin(byte[] input) {
    String field = new String(input, StandardCharsets.ISO_8859_1);
    for (long length : new long[] {0, 1, 1_000, Long.MAX_VALUE}) {
      ByteRanges ranges = ByteRanges.parse(field, length);
      if (ranges != null) {
        assertThat(ranges.ranges()).hasSizeLessThanOrEqualTo(ByteRanges.MOST);
        for (ByteRanges.Range range : ranges.ranges()) {
          assertThat(range.first()).isBetween(0L, range.last());
          assertThat(range.last()).isLessThan(length);
          assertThat(range.length()).isPositive();
        }
      }
    }
  }
}
