package io.slipway.http;

import io.slipway.wire.FieldText;
import io.slipway.wire.Http2;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a response: Servlet 6.1, 5.2. Nothing gets in that could not leave as it is.
 * Content type and length are set more often than they are looked at, so they become fields when
 * somebody looks, at the latest when the response is committed.
 */
final class ResponseHeaders {

  /** What describes a body that an error page replaces. */
  private static final List<HttpString> OF_BODY =
      List.of(
          Headers.CONTENT_TYPE,
          Headers.CONTENT_LENGTH,
          Headers.CONTENT_ENCODING,
          Headers.CONTENT_LANGUAGE,
          Headers.CONTENT_DISPOSITION,
          Headers.CONTENT_LOCATION,
          Headers.CONTENT_RANGE,
          Headers.CONTENT_MD5,
          Headers.ETAG,
          Headers.LAST_MODIFIED,
          Headers.ACCEPT_RANGES);

  private final HttpServerExchange undertow;
  private final HeaderMap fields;
  private final ContentType type;
  private final BodyOutput output;

  /** What the pipeline had set before the application came; null if nothing. */
  private final @Nullable HeaderMap given;

  ResponseHeaders(HttpServerExchange undertow, ContentType type, BodyOutput output) {
    this.undertow = undertow;
    this.fields = undertow.getResponseHeaders();
    this.type = type;
    this.output = output;
    this.given = fields.size() == 0 ? null : copyOf(fields);
  }

  static HeaderMap copyOf(HeaderMap fields) {
    HeaderMap copy = new HeaderMap();
    for (HeaderValues values : fields) {
      copy.putAll(values.getHeaderName(), values);
    }
    return copy;
  }

  /** A null value removes the field. */
  void set(String name, @Nullable String value) {
    HttpString field = field(name);
    if (value == null) {
      remove(field);
    } else if (!isKeptElsewhere(field, value)) {
      fields.put(field, HeaderText.value(value));
    }
  }

  void add(String name, String value) {
    HttpString field = field(name);
    if (!isKeptElsewhere(field, value)) {
      fields.add(field, HeaderText.value(value));
    }
  }

  /**
   * @throws IllegalArgumentException if it is no token
   */
  static HttpString field(String name) {
    HttpString known = Headers.fromCache(name);
    if (known != null) {
      return known;
    }
    if (!HeaderText.isToken(name)) {
      throw new IllegalArgumentException(
          "A header's name must be a token (RFC 9110, 5.1): " + HeaderText.printable(name));
    }
    return new HttpString(name);
  }

  private void remove(HttpString field) {
    fields.remove(field);
    if (field.equals(Headers.CONTENT_TYPE)) {
      type.set(null);
    } else if (field.equals(Headers.CONTENT_LENGTH)) {
      output.declare(-1);
    }
  }

  /**
   * Content type and length have their own places, and framing is the container's alone: RFC 9112,
   * 6.
   */
  private boolean isKeptElsewhere(HttpString field, String value) {
    if (field.equals(Headers.CONTENT_TYPE)) {
      type.set(value);
      return true;
    }
    if (field.equals(Headers.CONTENT_LENGTH)) {
      try {
        output.declare(Math.max(Long.parseLong(value.trim()), -1));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Content-Length must be a number: " + HeaderText.printable(value), e);
      }
      return true;
    }
    return field.equals(Headers.TRANSFER_ENCODING);
  }

  /** A field of the container's own making. */
  void put(HttpString field, String value) {
    fields.put(field, HeaderText.value(value));
  }

  void drop(HttpString field) {
    fields.remove(field);
  }

  /** In place of an earlier one of the same name, path and domain. */
  void cookie(Cookie cookie) {
    String field = SetCookie.format(cookie);
    HeaderValues earlier = fields.get(Headers.SET_COOKIE);
    if (earlier != null) {
      earlier.removeIf(value -> SetCookie.sameCookie(value, field));
    }
    fields.add(Headers.SET_COOKIE, field);
  }

  @Nullable String get(String name) {
    show();
    return fields.getFirst(name);
  }

  Collection<String> all(String name) {
    show();
    HeaderValues values = fields.get(name);
    return values == null ? new ArrayList<>() : new ArrayList<>(values);
  }

  Collection<String> names() {
    show();
    List<String> names = new ArrayList<>(fields.size());
    for (HttpString name : fields.getHeaderNames()) {
      names.add(name.toString());
    }
    return names;
  }

  private void show() {
    if (output.isCommitted()) {
      return;
    }
    showType();
    if (output.declared() >= 0) {
      fields.put(Headers.CONTENT_LENGTH, Long.toString(output.declared()));
    } else {
      fields.remove(Headers.CONTENT_LENGTH);
    }
  }

  private void showType() {
    String header = type.header();
    if (header != null) {
      fields.put(Headers.CONTENT_TYPE, header);
    } else {
      fields.remove(Headers.CONTENT_TYPE);
    }
  }

  /** Back to what they were before the application came. */
  void reset() {
    fields.clear();
    if (given != null) {
      for (HeaderValues values : given) {
        fields.putAll(values.getHeaderName(), values);
      }
    }
  }

  /**
   * Cookies and what explains the status stay.
   *
   * @param status of which 416 says by {@code Content-Range} how long the whole is (RFC 9110, 14.4)
   * @param fault the answer was under way when it failed: what it says of caching goes as well
   */
  void resetForError(int status, boolean fault) {
    String whole =
        status == StatusCodes.REQUEST_RANGE_NOT_SATISFIABLE
            ? fields.getFirst(Headers.CONTENT_RANGE)
            : null;
    OF_BODY.forEach(fields::remove);
    if (whole != null) {
      fields.put(Headers.CONTENT_RANGE, whole);
    }
    if (fault) {
      fields.remove(Headers.CACHE_CONTROL);
      fields.remove(Headers.EXPIRES);
    }
  }

  void beforeCommit() {
    showType();
    if (Http2.is(undertow)) {
      // Connection-specific fields do not exist in HTTP/2: RFC 9113, 8.2.2
      FieldText.removeOfConnection(fields);
    }
  }
}
