package io.slipway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.model.MultipartDef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Bodies that the container reads for the application: whatever pieces they come in. */
class RequestBodyFuzzTest {
  private static final FormLimits LIMITS = new FormLimits(10, 200, 3, 8192);

  @FuzzTest(maxDuration = "2m")
  void partsAreReadAlikeInPiecesAndWhole(byte[] input) throws IOException {
    String whole = parts(input, Math.max(1, input.length));
    assertThat(parts(input, 1)).isEqualTo(whole);
    assertThat(parts(input, 7)).isEqualTo(whole);
  }

  /** The boundary is {@code b}; parts stay in memory. */
  private static String parts(byte[] input, int step) throws IOException {
    int[] at = {0};
    MultipartReader.Source source =
        () -> {
          if (at[0] >= input.length) {
            return null;
          }
          ByteBuffer piece = ByteBuffer.wrap(input, at[0], Math.min(step, input.length - at[0]));
          // the reader may take less than it is given
          at[0] += Math.min(piece.remaining(), 4096);
          return piece.limit(Math.min(piece.limit(), at[0]));
        };
    List<MultipartPart> parts = new ArrayList<>();
    StringBuilder read = new StringBuilder();
    try {
      new MultipartReader(
              source,
              new MultipartDef("", 300, 2000, 1 << 20),
              LIMITS,
              Path.of("nowhere"),
              input.length % 3 == 0 ? -1 : input.length,
              "multipart/form-data; boundary=b",
              null)
          .read(parts);
    } catch (BadRequestException refused) {
      return Integer.toString(refused.status());
    }
    assertThat(parts.size()).isLessThanOrEqualTo(3);
    for (MultipartPart part : parts) {
      assertThat(part.getSize()).isLessThanOrEqualTo(300);
      read.append(part.getName()).append('|').append(part.getSubmittedFileName()).append('|');
      read.append(new String(part.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
      for (String name : part.getHeaderNames()) {
        assertThat(name).doesNotContain("\r\n");
        read.append('|').append(name).append(part.getHeaders(name));
      }
      read.append('\n');
    }
    return read.toString();
  }

  /** The first byte chooses the charset. */
  @FuzzTest(maxDuration = "2m")
  void parametersAreReadAlikeInPiecesAndWhole(byte[] input) {
    String whole = parameters(input, Math.max(1, input.length));
    assertThat(parameters(input, 1)).isEqualTo(whole);
    assertThat(parameters(input, 5)).isEqualTo(whole);
  }

  private static String parameters(byte[] input, int step) {
    var charset =
        input.length > 0 && input[0] == '!' ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    FormDecoder decoder = new FormDecoder(charset, 10);
    try {
      for (int at = 0; at < input.length; at += step) {
        decoder.decode(ByteBuffer.wrap(input, at, Math.min(step, input.length - at)));
      }
      decoder.end();
    } catch (BadRequestException refused) {
      assertThat(refused.status()).isEqualTo(400);
      return "400";
    }
    assertThat(decoder.parameters().values().stream().mapToInt(List::size).sum())
        .isLessThanOrEqualTo(10);
    return decoder.parameters().toString();
  }
}
