package io.slipway.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A content type as an application gives it, taken apart: RFC 9110, 8.3. Immutable. Applications
 * give the same few again and again, so those are remembered.
 *
 * @param bare type and parameters without {@code charset}, as it may leave in a header field
 * @param charset as it may leave, null where there is none
 * @param isText whether it has a character encoding that it does not say itself, as XML does
 * @param header both, in the spelling that is sent
 */
record MediaType(String bare, @Nullable String charset, boolean isText, String header) {
  private static final int MOST_KNOWN = 256;
  private static final int LONGEST_KNOWN = 128;
  private static final Map<String, MediaType> KNOWN = new ConcurrentHashMap<>();

  static MediaType of(String text) {
    MediaType known = KNOWN.get(text);
    if (known != null) {
      return known;
    }
    MediaType parsed = parse(text);
    if (text.length() <= LONGEST_KNOWN && KNOWN.size() < MOST_KNOWN) {
      KNOWN.put(text, parsed);
    }
    return parsed;
  }

  private static MediaType parse(String text) {
    int at = charsetParameter(text);
    if (at < 0) {
      return of(text, null);
    }
    int end = text.indexOf(';', at);
    String charset =
        text.substring(text.indexOf('=', at) + 1, end < 0 ? text.length() : end).trim();
    if (charset.length() > 1 && charset.startsWith("\"") && charset.endsWith("\"")) {
      charset = charset.substring(1, charset.length() - 1);
    }
    // where there are several the first counts, as for a browser (WHATWG, MIME Sniffing, 4.4)
    String bare = text;
    for (int next = at; next >= 0; next = charsetParameter(bare)) {
      bare = without(bare, next);
    }
    return of(bare, HeaderText.value(charset));
  }

  private static String without(String type, int parameter) {
    int end = type.indexOf(';', parameter);
    String before = type.substring(0, type.lastIndexOf(';', parameter)).trim();
    return end < 0 ? before : before + type.substring(end);
  }

  private static MediaType of(String type, @Nullable String charset) {
    String bare = HeaderText.value(type.trim());
    boolean isText = bare.regionMatches(true, 0, "text/", 0, 5);
    return new MediaType(bare, charset, isText, header(bare, charset));
  }

  /** The first; quoted strings are values of others (RFC 9110, 5.6.4). Negative for none. */
  private static int charsetParameter(String type) {
    boolean quoted = false;
    for (int at = 0; at < type.length(); at++) {
      switch (type.charAt(at)) {
        case '"' -> quoted = !quoted;
        case '\\' -> at += quoted ? 1 : 0;
        case ';' -> {
          int start = at + 1;
          while (start < type.length() && type.charAt(start) == ' ') {
            start++;
          }
          if (!quoted && type.regionMatches(true, start, "charset=", 0, 8)) {
            return start;
          }
        }
        default -> {
          // within a name or a value
        }
      }
    }
    return -1;
  }

  /** As it is sent with another encoding than its own. */
  String header(@Nullable String encoding) {
    return encoding != null && encoding.equals(charset) ? header : header(bare, encoding);
  }

  private static String header(String bare, @Nullable String charset) {
    return charset == null ? bare : bare + ";charset=" + charset;
  }
}
