package io.slipway.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * Encodes a text that comes in pieces, in an encoding that may begin with a mark or have shift
 * states. What cannot be encoded becomes the encoding's replacement.
 */
final class StreamedEncoder {
  private final CharsetEncoder encoder;

  StreamedEncoder(Charset charset) {
    encoder =
        charset
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
  }

  /** A piece that does not end within a surrogate pair. */
  byte[] encode(String piece) {
    return encode(piece, false);
  }

  /** The last piece and what the encoding wants at the end. The next piece begins a new text. */
  byte[] end(String piece) {
    byte[] bytes = encode(piece, true);
    encoder.reset();
    return bytes;
  }

  /** Forgets the text so far. */
  void reset() {
    encoder.reset();
  }

  private byte[] encode(String piece, boolean last) {
    CharBuffer chars = CharBuffer.wrap(piece);
    ByteBuffer bytes = ByteBuffer.allocate((int) (piece.length() * encoder.averageBytesPerChar()));
    CoderResult result = encoder.encode(chars, bytes, last);
    while (result.isOverflow()) {
      bytes = larger(bytes);
      result = encoder.encode(chars, bytes, last);
    }
    while (last && encoder.flush(bytes).isOverflow()) {
      bytes = larger(bytes);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static ByteBuffer larger(ByteBuffer full) {
    return ByteBuffer.allocate(full.capacity() * 2 + 16).put(full.flip());
  }
}
