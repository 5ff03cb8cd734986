package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Heads, against the grammar of their lines. */
class HeadScanFuzzTest {
  /**
   * Lines that end with CR LF and have neither within; from the third on, none begins with a space.
   */
  private static final Pattern WELL_FORMED =
      Pattern.compile("(\r\n){0,2}[^\r\n]+\r\n([^\r\n \t][^\r\n]*\r\n)*\r\n.*", Pattern.DOTALL);

  @FuzzTest(maxDuration = "3m")
  void aHeadIsWellFormedAsTheGrammarHasIt(byte[] input) {
    boolean expected =
        WELL_FORMED.matcher(new String(input, StandardCharsets.ISO_8859_1)).matches();
    assertThat(isWellFormed(input, Math.max(1, input.length))).isEqualTo(expected);
    assertThat(isWellFormed(input, 1)).isEqualTo(expected);
    assertThat(isWellFormed(input, 5)).isEqualTo(expected);
  }

  private static boolean isWellFormed(byte[] input, int step) {
    HeadScan scan = new HeadScan();
    ByteBuffer bytes = ByteBuffer.wrap(input);
    for (int at = 0; at < input.length && !scan.ended(); at += step) {
      int to = Math.min(at + step, input.length);
      scan.read(bytes, at + scan.emptyLines(bytes, at, to), to);
    }
    return scan.fault() == null;
  }
}
