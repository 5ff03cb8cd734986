package io.slipway.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/x-www-form-urlencoded} pairs from query strings and from buffers as they
 * arrive (WHATWG URL, 5.1), strictly: a malformed percent sign or bytes that are not of the charset
 * are {@link BadRequestException} 400, as 6.1 wants of {@code getParameter}.
 */
final class FormDecoder {
  private final int maxParameters;
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();
  private Charset charset;
  private @Nullable CharsetDecoder decoder;
  private int count;

  /** Bytes of the name or value that is being read. */
  private byte[] piece = new byte[64];

  private int length;
  private boolean ascii = true;
  private @Nullable String name;

  /** Hexadecimal digits of a percent sign still to come, and the first of them. */
  private int pending;

  private int high;

  /** Whether anything of a pair has been seen since the last ampersand. */
  private boolean begun;

  FormDecoder(Charset charset, int maxParameters) {
    this.charset = charset;
    this.maxParameters = maxParameters;
  }

  Map<String, List<String>> parameters() {
    return parameters;
  }

  void charset(Charset charset) {
    this.charset = charset;
    decoder = null;
  }

  /** A whole query string. */
  void decode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        take((byte) c);
      } else {
        // Undertow hands the bytes of a raw query as they came, one char each, or as a decoded
        // character
        takeRaw(c);
      }
    }
    end();
  }

  private void takeRaw(char c) {
    if (c <= 0xff) {
      take((byte) c);
      return;
    }
    for (byte b : String.valueOf(c).getBytes(charset)) {
      take(b);
    }
  }

  /** The next bytes of a body; takes all that remain. */
  void decode(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      take(bytes.get());
    }
  }

  /** The text is complete. */
  void end() {
    pair();
  }

  /** A parameter that is decoded already, as those of multipart bodies. */
  void add(String name, String value) {
    if (++count > maxParameters) {
      throw new BadRequestException(
          400,
          "The request has more parameters than limits.max-parameters ("
              + maxParameters
              + ") allows");
    }
    parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
  }

  private void take(byte b) {
    if (pending > 0) {
      hex(b);
      return;
    }
    switch (b) {
      case '&' -> pair();
      case '=' -> {
        if (name == null) {
          begun = true;
          name = text();
        } else {
          append(b);
        }
      }
      case '%' -> pending = 2;
      case '+' -> append((byte) ' ');
      default -> append(b);
    }
  }

  private void hex(byte b) {
    int digit = Character.digit(b, 16);
    if (digit < 0) {
      throw malformed();
    }
    if (--pending > 0) {
      high = digit;
    } else {
      append((byte) (high << 4 | digit));
    }
  }

  private void append(byte b) {
    begun = true;
    if (length == piece.length) {
      piece = Arrays.copyOf(piece, length * 2);
    }
    piece[length++] = b;
    ascii &= b >= 0;
  }

  private void pair() {
    if (pending > 0) {
      throw malformed();
    }
    if (begun) {
      String last = text();
      if (name == null) {
        add(last, "");
      } else {
        add(name, last);
      }
    }
    name = null;
    begun = false;
  }

  @SuppressWarnings("deprecation")
  private String text() {
    String text;
    if (ascii && isAsciiSuperset()) {
      // Every byte is a character: no decoder needed
      text = new String(piece, 0, 0, length);
    } else {
      text = decoded();
    }
    length = 0;
    ascii = true;
    return text;
  }

  private boolean isAsciiSuperset() {
    return charset.equals(StandardCharsets.UTF_8)
        || charset.equals(StandardCharsets.ISO_8859_1)
        || charset.equals(StandardCharsets.US_ASCII);
  }

  private String decoded() {
    if (decoder == null) {
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
    }
    try {
      CharBuffer chars = decoder.decode(ByteBuffer.wrap(piece, 0, length));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException(400, "A parameter is not encoded in " + charset.name(), e);
    }
  }

  private static BadRequestException malformed() {
    return new BadRequestException(400, "A parameter has a malformed percent encoding");
  }
}
