package io.slipway.http;

import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Media type and character encoding of a response: Servlet 6.1, 5.6. An encoding that was set
 * counts before one that came with the locale, and that before the webapp's; once a writer is
 * there, none of it changes the encoding.
 */
final class ContentType {
  static final String DEFAULT_ENCODING = "ISO-8859-1";

  private final @Nullable Charset appDefault;

  /** Without charset parameter. */
  private @Nullable String mediaType;

  private @Nullable String explicit;
  private @Nullable String implied;
  private @Nullable String locked;

  ContentType(@Nullable Charset appDefault) {
    this.appDefault = appDefault;
  }

  /** {@code setContentType}. */
  void set(@Nullable String type) {
    if (type == null) {
      mediaType = null;
      explicit = null;
      implied = null;
      return;
    }
    int at = charsetParameter(type);
    if (at < 0) {
      mediaType = HeaderText.value(type.trim());
      return;
    }
    int end = type.indexOf(';', at);
    String rest = end < 0 ? "" : type.substring(end);
    int semicolon = type.lastIndexOf(';', at);
    mediaType = HeaderText.value((type.substring(0, semicolon).trim() + rest).trim());
    String charset =
        type.substring(type.indexOf('=', at) + 1, end < 0 ? type.length() : end).trim();
    if (charset.length() > 1 && charset.startsWith("\"") && charset.endsWith("\"")) {
      charset = charset.substring(1, charset.length() - 1);
    }
    explicit = HeaderText.value(charset);
  }

  private static int charsetParameter(String type) {
    for (int at = type.indexOf(';'); at >= 0; at = type.indexOf(';', at + 1)) {
      int start = at + 1;
      while (start < type.length() && type.charAt(start) == ' ') {
        start++;
      }
      if (type.regionMatches(true, start, "charset=", 0, 8)) {
        return start;
      }
    }
    return -1;
  }

  void encoding(@Nullable String name) {
    explicit = name == null ? null : HeaderText.value(name);
    if (name == null) {
      implied = null;
    }
  }

  /** By {@code setLocale}; null if nothing is mapped. */
  void implied(@Nullable String name) {
    implied = name;
  }

  /** {@code getWriter} was called: from now on this is the encoding. */
  String lock() {
    String name = encoding();
    locked = name;
    return name;
  }

  /** {@code reset}. */
  void clear() {
    mediaType = null;
    explicit = null;
    implied = null;
    locked = null;
  }

  /** After {@code reset}: a writer may be asked for again. */
  void unlock() {
    locked = null;
  }

  String encoding() {
    if (locked != null) {
      return locked;
    }
    if (explicit != null) {
      return explicit;
    }
    if (implied != null) {
      return implied;
    }
    return appDefault != null ? appDefault.name() : DEFAULT_ENCODING;
  }

  /** {@code getContentType} and the header field; null where there is none. */
  @Nullable String header() {
    String type = mediaType;
    if (type == null) {
      return null;
    }
    String charset = locked != null ? locked : explicit != null ? explicit : implied;
    if (charset == null && appDefault != null && isText(type)) {
      charset = appDefault.name();
    }
    return charset == null ? type : type + ";charset=" + charset;
  }

  private static boolean isText(String type) {
    String lower = type.toLowerCase(Locale.ROOT);
    return lower.startsWith("text/")
        || lower.startsWith("application/xml")
        || lower.contains("+xml");
  }
}
