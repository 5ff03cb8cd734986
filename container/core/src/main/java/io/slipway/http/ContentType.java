package io.slipway.http;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Media type and character encoding of a response: Servlet 6.1, 5.6. An encoding that was set
 * counts before one that came with the locale, and that before the webapp's; once a writer is
 * there, none of it changes the encoding. That of the container is for writers alone: what is
 * written as bytes may be in any encoding, and may say so itself.
 */
final class ContentType {
  static final String DEFAULT_ENCODING = "ISO-8859-1";

  private final @Nullable Charset ofWebapp;
  private final @Nullable Charset ofContainer;

  private @Nullable MediaType mediaType;

  private @Nullable String explicit;
  private @Nullable String implied;
  private @Nullable String locked;

  ContentType(@Nullable Charset ofWebapp, @Nullable Charset ofContainer) {
    this.ofWebapp = ofWebapp;
    this.ofContainer = ofContainer;
  }

  /** {@code setContentType}. */
  void set(@Nullable String type) {
    if (type == null) {
      mediaType = null;
      explicit = null;
      implied = null;
      return;
    }
    MediaType given = MediaType.of(type);
    mediaType = given;
    if (given.charset() != null) {
      explicit = given.charset();
    }
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
  void lock() {
    locked = encoding();
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
    Charset unnamed = ofWebapp != null ? ofWebapp : ofContainer;
    return unnamed != null ? unnamed.name() : DEFAULT_ENCODING;
  }

  /** {@code getContentType} and the header field; null where there is none. */
  @Nullable String header() {
    MediaType type = mediaType;
    if (type == null) {
      return null;
    }
    String charset = locked != null ? locked : explicit != null ? explicit : implied;
    if (charset == null && ofWebapp != null && type.isText()) {
      charset = ofWebapp.name();
    }
    return type.header(charset);
  }
}
