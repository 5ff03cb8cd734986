package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.wire.FieldText;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the pipeline reads of requests. */
class PipelineFieldsFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void anAcceptEncodingIsRead(byte[] input) {
    HeaderMap fields = fields(Headers.ACCEPT_ENCODING, input);
    String field = fields.getFirst(Headers.ACCEPT_ENCODING);
    AcceptEncoding accept = AcceptEncoding.of(List.of(field));
    String chosen = accept.choose(List.of("br", "gzip"));
    if (chosen != null) {
      assertThat(field.toLowerCase(Locale.ROOT)).containsAnyOf(chosen, "*");
    }
    if (accept.nothing()) {
      assertThat(accept.identity()).isFalse();
      assertThat(chosen).isNull();
      assertThat(field).contains("0");
    }
    // of a coding that is named twice the greater weight counts
    if (!field.contains("\"")) {
      assertThat(AcceptEncoding.of(List.of(field, "identity")).identity()).isTrue();
      assertThat(AcceptEncoding.of(List.of(field, "zz")).choose(List.of("zz"))).isEqualTo("zz");
    }
  }

  /** A line of {@code Set-Cookie} that an application has made. */
  @FuzzTest(maxDuration = "1m")
  void aPolicyMakesOneCookieOfOne(byte[] input) {
    String line = fields(Headers.SET_COOKIE, input).getFirst(Headers.SET_COOKIE);
    CookieOptions.Rule rule =
        new CookieOptions.Rule(
            "*", CookieOptions.Secure.ALWAYS, true, CookieOptions.SameSite.STRICT, true);
    SetCookieField cookie = new CookiePolicy(List.of(rule)).apply(SetCookieField.parse(line), true);
    String made = cookie.toString();
    assertThat(made).containsIgnoringCase("; secure").containsIgnoringCase("; httponly");
    assertThat(made.split(";", 2)[0]).isEqualTo(line.split(";", -1)[0].trim());
    SetCookieField again = new CookiePolicy(List.of(rule)).apply(SetCookieField.parse(made), true);
    assertThat(again.toString()).isEqualTo(made);
  }

  @FuzzTest(maxDuration = "2m")
  void aForwardedFieldIsReadOrMalformed(byte[] input) {
    try {
      readAll(Forwarding.forwarded(fields(Headers.FORWARDED, input)));
    } catch (Forwarding.Malformed refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
  }

  @FuzzTest(maxDuration = "2m")
  void anXForwardedFieldIsReadOrMalformed(byte[] input) {
    HeaderMap fields = fields(Headers.X_FORWARDED_FOR, input);
    for (HttpString name :
        new HttpString[] {
          Headers.X_FORWARDED_HOST, Headers.X_FORWARDED_PORT, Headers.X_FORWARDED_PROTO
        }) {
      fields.put(name, fields.getFirst(Headers.X_FORWARDED_FOR));
    }
    try {
      readAll(Forwarding.xForwarded(fields));
    } catch (Forwarding.Malformed refused) {
      assertThat(refused).hasMessageNotContaining("\n");
    }
  }

  private static void readAll(@Nullable Forwarding forwarding) throws Forwarding.Malformed {
    for (int i = 0; forwarding != null && i < forwarding.hops(); i++) {
      assertThat(forwarding.hop(i)).isNotNull();
    }
  }

  /** As the parser leaves it: without control characters. */
  private static HeaderMap fields(HttpString name, byte[] input) {
    StringBuilder value = new StringBuilder();
    for (byte b : input) {
      char c = (char) (b & 0xff);
      value.append(FieldText.isValue(c) ? c : ' ');
    }
    HeaderMap fields = new HeaderMap();
    fields.put(name, value.toString());
    return fields;
  }

  /** Whatever pieces a chunked body comes in, it is the same body, or none. */
  @FuzzTest(maxDuration = "3m")
  void chunksAreReadAlikeInPiecesAndWhole(byte[] input) {
    String whole = decoded(input, input.length);
    assertThat(decoded(input, 1)).isEqualTo(whole);
    assertThat(decoded(input, 3)).isEqualTo(whole);
  }

  private static String decoded(byte[] input, int step) {
    ChunkFraming framing = new ChunkFraming(200, 5);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int at = 0;
    try {
      while (at < input.length && !framing.isDone()) {
        ByteBuffer piece = ByteBuffer.wrap(input, at, Math.min(step, input.length - at));
        while (piece.hasRemaining() && !framing.isDone()) {
          framing.read(piece);
          int count = (int) Math.min(framing.data(), piece.remaining());
          if (count > 0) {
            data.write(input, piece.position(), count);
            piece.position(piece.position() + count);
            framing.taken(count);
          }
        }
        at = piece.position();
      }
    } catch (IOException refused) {
      return "refused after " + data.toString(StandardCharsets.ISO_8859_1);
    }
    return framing.isDone() + " " + at + " " + data.toString(StandardCharsets.ISO_8859_1);
  }
}
