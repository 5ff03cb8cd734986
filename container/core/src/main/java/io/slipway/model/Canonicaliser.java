package io.slipway.model;

import io.slipway.model.RefusedTarget.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The steps of Servlet 6.1, 3.5.2 for paths that are not plain, in one pass from left to right. A
 * segment is appended when it is read, and taken away again by a {@code ..} behind it.
 */
final class Canonicaliser {
  private final String raw;
  private final boolean unicode;
  private final StringBuilder out;

  private @Nullable Reason refusal;

  private Canonicaliser(String raw, boolean unicode) {
    this.raw = raw;
    this.unicode = unicode;
    this.out = new StringBuilder(raw.length());
  }

  /**
   * @param unicode whether characters beyond ASCII stand for themselves, or are refused
   */
  static ParsedTarget parse(String target, @Nullable String query, boolean unicode) {
    // Steps 1 and 2: a fragment is refused wherever it stands, so the order of the two splits does
    // not show
    if (target.indexOf('#') >= 0 || (query != null && query.indexOf('#') >= 0)) {
      return new RefusedTarget(Reason.FRAGMENT);
    }
    String path = target;
    String rest = query;
    int mark = target.indexOf('?');
    if (mark >= 0) {
      path = target.substring(0, mark);
      rest = query == null ? target.substring(mark + 1) : target.substring(mark + 1) + '&' + query;
    }
    if (!path.startsWith("/")) {
      return new RefusedTarget(Reason.NO_LEADING_SLASH);
    }
    Canonicaliser canonicaliser = new Canonicaliser(path, unicode);
    Reason refusal = canonicaliser.run();
    return refusal != null
        ? new RefusedTarget(refusal)
        : new RequestTarget(path, canonicaliser.result(), rest);
  }

  private String result() {
    return out.isEmpty() ? "/" : out.toString();
  }

  private @Nullable Reason run() {
    int at = 0;
    while (at < raw.length() && refusal == null) {
      int start = at + 1;
      int end = raw.indexOf('/', start);
      if (end < 0) {
        end = raw.length();
      }
      segment(start, end);
      at = end;
    }
    return refusal;
  }

  private void segment(int start, int end) {
    int semicolon = raw.indexOf(';', start);
    boolean parameters = semicolon >= 0 && semicolon < end;
    int nameEnd = parameters ? semicolon : end;
    int mark = out.length();
    out.append('/');
    decode(start, nameEnd);
    int length = out.length() - mark - 1;
    if (parameters && refusal == null) {
      // What is suspicious is refused inside of path parameters too, though they are dropped:
      // "/foo;%2F/bar"
      int keep = out.length();
      decode(semicolon + 1, end);
      out.setLength(keep);
    }
    if (refusal != null) {
      return;
    }
    boolean last = end == raw.length();
    if (length == 0) {
      if (!last) {
        if (parameters) {
          refusal = Reason.EMPTY_SEGMENT_WITH_PARAMETER;
        }
        out.setLength(mark);
      }
    } else if (isDots(mark + 1, length)) {
      dots(mark, length, parameters, nameEnd - start);
    }
  }

  private boolean isDots(int from, int length) {
    return length <= 2 && out.charAt(from) == '.' && (length == 1 || out.charAt(from + 1) == '.');
  }

  private void dots(int mark, int length, boolean parameters, int rawLength) {
    out.setLength(mark);
    if (rawLength != length) {
      refusal = Reason.ENCODED_DOT_SEGMENT;
    } else if (parameters) {
      refusal = Reason.DOT_SEGMENT_WITH_PARAMETER;
    } else if (length == 2) {
      int parent = out.lastIndexOf("/");
      if (parent < 0) {
        refusal = Reason.LEADING_DOT_DOT;
      } else {
        out.setLength(parent);
      }
    }
  }

  private void decode(int start, int end) {
    for (int i = start; i < end && refusal == null; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        i = octets(i, end) - 1;
      } else if (c >= 0x80 && !unicode) {
        refusal = Reason.NOT_ASCII;
      } else {
        append(c);
      }
    }
  }

  private void append(char c) {
    if (c == '\\') {
      refusal = Reason.BACKSLASH;
    } else if (Character.isISOControl(c)) {
      refusal = Reason.CONTROL;
    } else {
      out.append(c);
    }
  }

  /** Decodes a run of percent encodings, which together must be UTF-8; returns where it ends. */
  private int octets(int from, int end) {
    byte[] bytes = new byte[(end - from) / 3 + 1];
    int count = 0;
    int at = from;
    while (at < end && raw.charAt(at) == '%') {
      int high = at + 2 < end ? hex(raw.charAt(at + 1)) : -1;
      int low = at + 2 < end ? hex(raw.charAt(at + 2)) : -1;
      if (high < 0 || low < 0) {
        refusal = Reason.BAD_PERCENT;
        return end;
      }
      bytes[count++] = (byte) (high << 4 | low);
      at += 3;
    }
    try {
      CharSequence text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count));
      for (int i = 0; i < text.length() && refusal == null; i++) {
        if (text.charAt(i) == '/') {
          refusal = Reason.ENCODED_SLASH;
        } else {
          append(text.charAt(i));
        }
      }
    } catch (CharacterCodingException e) {
      refusal = Reason.BAD_UTF8;
    }
    return at;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
