package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Protocols;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response object that servlets see. Used by one thread at a time; valid while the exchange
 * runs.
 */
public final class ServerResponse implements HttpServletResponse {
  private final ServletExchange exchange;
  private final HttpServerExchange undertow;
  private final HeaderMap headers;
  private final BodyOutput output;
  private final ContentType type;
  private final @Nullable List<HeaderValues> given;
  private @Nullable ResponseWriter writer;
  private boolean streamGiven;
  private boolean writerGiven;
  private @Nullable Locale locale;
  private @Nullable Supplier<Map<String, String>> trailers;
  private int includes;
  private boolean errorPending;
  private @Nullable String errorMessage;

  ServerResponse(ServletExchange exchange, HttpServerExchange undertow, AppContext app) {
    this.exchange = exchange;
    this.undertow = undertow;
    this.headers = undertow.getResponseHeaders();
    this.type = new ContentType(app.responseEncoding());
    this.output = new BodyOutput(exchange, this, undertow, app.options().responseBufferSize());
    this.given = headers.size() == 0 ? null : copy(headers);
  }

  private static List<HeaderValues> copy(HeaderMap headers) {
    HeaderMap copy = new HeaderMap();
    for (HeaderValues values : headers) {
      copy.putAll(values.getHeaderName(), List.copyOf(values));
    }
    List<HeaderValues> all = new ArrayList<>();
    copy.forEach(all::add);
    return all;
  }

  /**
   * The container's own response under an application's wrappers.
   *
   * @throws IllegalArgumentException if it is not there: the application has passed a response of
   *     its own making
   */
  public static ServerResponse unwrap(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    if (inner instanceof ServerResponse own) {
      return own;
    }
    throw new IllegalArgumentException(
        response + " does not wrap the response of the container (Servlet 6.1, 6.2.2)");
  }

  // ---- for the container ----

  public ServletExchange exchange() {
    return exchange;
  }

  BodyOutput output() {
    return output;
  }

  /** From here on headers and status cannot be changed: Servlet 6.1, 9.3. */
  public void beginInclude() {
    includes++;
  }

  public void endInclude() {
    includes--;
  }

  /**
   * After a forward has returned the response is committed and closed, unless it goes on
   * asynchronously: Servlet 6.1, 9.4.
   */
  public void finishForward() throws IOException {
    if (!errorPending && !exchange.isAsyncStarted() && !exchange.isUpgraded()) {
      closeByContainer();
    }
  }

  /**
   * Sets a cookie whether or not an include runs, in place of one of the same name, path and domain
   * that was set before.
   */
  public void addContainerCookie(Cookie cookie) {
    if (!output.isCommitted()) {
      putCookie(SetCookie.format(cookie));
    }
  }

  /** {@code sendError} was called and not yet answered. */
  boolean errorPending() {
    return errorPending;
  }

  @Nullable String errorMessage() {
    return errorMessage;
  }

  /** Nothing the application writes now would reach the client. */
  boolean isClosed() {
    return output.isClosed();
  }

  /**
   * Makes ready for an error page: status set, nothing in the buffer, no headers that describe a
   * body or make it cacheable; cookies and what explains the status stay.
   *
   * @param fault the response was being made when an exception was thrown: its caching headers go
   *     as well
   */
  void resetForError(int status, boolean fault) {
    errorPending = false;
    resetBody();
    output.reopen();
    type.clear();
    locale = null;
    output.declare(-1);
    for (HttpString name : BODY_HEADERS) {
      headers.remove(name);
    }
    if (fault) {
      headers.remove(Headers.CACHE_CONTROL);
      headers.remove(Headers.EXPIRES);
    }
    undertow.setStatusCode(status);
  }

  private static final List<HttpString> BODY_HEADERS =
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

  /** The error page has done what it could. */
  void errorAnswered() {
    errorPending = false;
  }

  private void resetBody() {
    output.resetBuffer();
    writer = null;
    writerGiven = false;
    streamGiven = false;
    type.unlock();
  }

  /** Sends what is buffered and drops what is written from now on. */
  void closeByContainer() throws IOException {
    ResponseWriter open = writer;
    if (open != null) {
      open.drain();
    }
    output.closeByContainer();
  }

  /**
   * The end of the request: all that is left leaves without waiting, or follows by the IO thread.
   */
  void finish() {
    ResponseWriter open = writer;
    if (open != null) {
      open.drainQuietly();
    }
    output.finish();
  }

  /**
   * Puts into the header what is known by fields of this object. Called once, just before the
   * headers leave.
   */
  void beforeCommit() {
    String header = type.header();
    if (header != null) {
      headers.put(Headers.CONTENT_TYPE, header);
    }
    Supplier<Map<String, String>> supplier = trailers;
    if (supplier != null) {
      ResponseTrailers.attach(undertow, supplier);
    }
    if (!(undertow.getConnection() instanceof HttpServerConnection)) {
      // Connection-specific fields do not exist there: RFC 9113, 8.2.2
      headers.remove(Headers.CONNECTION);
      headers.remove(Headers.TRANSFER_ENCODING);
      headers.remove(KEEP_ALIVE);
    }
  }

  private static final HttpString KEEP_ALIVE = HttpString.tryFromString("Keep-Alive");

  boolean hasTrailers() {
    return trailers != null;
  }

  private boolean fixed() {
    return includes > 0 || output.isCommitted();
  }

  // ---- status and headers ----

  @Override
  public void setStatus(int status) {
    if (!fixed() && !errorPending) {
      if (status < 100 || status > 999) {
        throw new IllegalArgumentException("No HTTP status: " + status);
      }
      undertow.setStatusCode(status);
    }
  }

  @Override
  public int getStatus() {
    return undertow.getStatusCode();
  }

  @Override
  public void setHeader(@Nullable String name, @Nullable String value) {
    if (name == null || name.isEmpty() || fixed()) {
      return;
    }
    HttpString field = field(name);
    if (value == null) {
      remove(field);
    } else if (!special(field, value)) {
      headers.put(field, HeaderText.value(value));
    }
  }

  @Override
  public void addHeader(@Nullable String name, @Nullable String value) {
    if (name == null || name.isEmpty() || value == null || fixed()) {
      return;
    }
    HttpString field = field(name);
    if (!special(field, value)) {
      headers.add(field, HeaderText.value(value));
    }
  }

  private static HttpString field(String name) {
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
    headers.remove(field);
    if (field.equals(Headers.CONTENT_TYPE)) {
      type.set(null);
    } else if (field.equals(Headers.CONTENT_LENGTH)) {
      output.declare(-1);
    }
  }

  /** Fields that are kept elsewhere, or are the container's to set. */
  private boolean special(HttpString field, String value) {
    if (field.equals(Headers.CONTENT_TYPE)) {
      setContentType(value);
      return true;
    }
    if (field.equals(Headers.CONTENT_LENGTH)) {
      try {
        setContentLengthLong(Long.parseLong(value.trim()));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Content-Length must be a number: " + HeaderText.printable(value), e);
      }
      return true;
    }
    // Framing is the container's alone: RFC 9112, 6
    return field.equals(Headers.TRANSFER_ENCODING);
  }

  @Override
  public void setDateHeader(@Nullable String name, long date) {
    setHeader(name, SetCookie.date(date));
  }

  @Override
  public void addDateHeader(@Nullable String name, long date) {
    addHeader(name, SetCookie.date(date));
  }

  @Override
  public void setIntHeader(@Nullable String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(@Nullable String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public boolean containsHeader(@Nullable String name) {
    return getHeader(name) != null;
  }

  @Override
  public @Nullable String getHeader(@Nullable String name) {
    if (name == null) {
      return null;
    }
    show();
    return headers.getFirst(name);
  }

  @Override
  public Collection<String> getHeaders(@Nullable String name) {
    if (name == null) {
      return List.of();
    }
    show();
    HeaderValues values = headers.get(name);
    return values == null ? List.of() : List.copyOf(values);
  }

  @Override
  public Collection<String> getHeaderNames() {
    show();
    List<String> names = new ArrayList<>(headers.size());
    for (HttpString name : headers.getHeaderNames()) {
      names.add(name.toString());
    }
    return names;
  }

  /**
   * Content type and length are looked at more seldom than they are set, so they become headers
   * late.
   */
  private void show() {
    if (output.isCommitted()) {
      return;
    }
    String header = type.header();
    if (header != null) {
      headers.put(Headers.CONTENT_TYPE, header);
    } else {
      headers.remove(Headers.CONTENT_TYPE);
    }
    if (output.declared() >= 0) {
      headers.put(Headers.CONTENT_LENGTH, Long.toString(output.declared()));
    }
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (!fixed()) {
      putCookie(SetCookie.format(cookie));
    }
  }

  private void putCookie(String field) {
    HeaderValues earlier = headers.get(Headers.SET_COOKIE);
    if (earlier != null) {
      earlier.removeIf(value -> SetCookie.sameCookie(value, field));
    }
    headers.add(Headers.SET_COOKIE, field);
  }

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
    if (output.isCommitted()) {
      throw new IllegalStateException(
          "Trailer fields must be set before the response is committed");
    }
    if (undertow.getProtocol().equals(Protocols.HTTP_1_0)
        || undertow.getProtocol().equals(Protocols.HTTP_0_9)
        || output.declared() >= 0) {
      throw new IllegalStateException(
          "Trailer fields need HTTP/2 or a chunked response of HTTP/1.1");
    }
    trailers = supplier;
  }

  @Override
  public @Nullable Supplier<Map<String, String>> getTrailerFields() {
    return trailers;
  }

  // ---- content type, encoding, locale ----

  @Override
  public void setContentType(@Nullable String text) {
    if (fixed()) {
      return;
    }
    type.set(text);
    if (text == null) {
      headers.remove(Headers.CONTENT_TYPE);
    }
  }

  @Override
  public @Nullable String getContentType() {
    return type.header();
  }

  @Override
  public void setCharacterEncoding(@Nullable String encoding) {
    if (!fixed() && writer == null) {
      type.encoding(encoding);
    }
  }

  @Override
  public void setCharacterEncoding(@Nullable Charset encoding) {
    setCharacterEncoding(encoding == null ? null : encoding.name());
  }

  @Override
  public String getCharacterEncoding() {
    return type.encoding();
  }

  @Override
  public void setLocale(@Nullable Locale locale) {
    if (fixed()) {
      return;
    }
    this.locale = locale;
    if (locale == null) {
      headers.remove(Headers.CONTENT_LANGUAGE);
      type.implied(null);
      return;
    }
    headers.put(Headers.CONTENT_LANGUAGE, HeaderText.value(locale.toLanguageTag()));
    Charset mapped = exchange.request().dispatch().app().encodingOf(locale);
    if (mapped != null) {
      type.implied(mapped.name());
    }
  }

  @Override
  public Locale getLocale() {
    return locale == null ? Locale.getDefault() : locale;
  }

  // ---- body ----

  @Override
  public ServletOutputStream getOutputStream() {
    if (writerGiven) {
      throw new IllegalStateException("getWriter was called on this response");
    }
    streamGiven = true;
    return output;
  }

  @Override
  public PrintWriter getWriter() throws UnsupportedEncodingException {
    if (streamGiven) {
      throw new IllegalStateException("getOutputStream was called on this response");
    }
    ResponseWriter open = writer;
    if (open == null) {
      String name = type.encoding();
      try {
        open = ResponseWriter.of(output, Charset.forName(name));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw (UnsupportedEncodingException) new UnsupportedEncodingException(name).initCause(e);
      }
      type.lock();
      writer = open;
      writerGiven = true;
    }
    return open;
  }

  @Override
  public void setContentLength(int length) {
    setContentLengthLong(length);
  }

  /** A negative length takes back what was set. */
  @Override
  public void setContentLengthLong(long length) {
    if (!fixed()) {
      output.declare(Math.max(length, -1));
      if (length < 0) {
        headers.remove(Headers.CONTENT_LENGTH);
      }
    }
  }

  @Override
  public void setBufferSize(int size) {
    output.bufferSize(size);
  }

  @Override
  public int getBufferSize() {
    return output.bufferSize();
  }

  @Override
  public void flushBuffer() throws IOException {
    ResponseWriter open = writer;
    if (open != null) {
      open.drain();
    }
    output.flush();
  }

  @Override
  public boolean isCommitted() {
    // After sendError the response counts as committed, although the error page is still to come:
    // 5.4
    return output.isCommitted() || errorPending;
  }

  @Override
  public void resetBuffer() {
    requireUncommitted("resetBuffer");
    ResponseWriter open = writer;
    if (open != null) {
      open.clear();
    }
    output.resetBuffer();
  }

  @Override
  public void reset() {
    requireUncommitted("reset");
    if (includes > 0) {
      return;
    }
    resetBody();
    type.clear();
    locale = null;
    trailers = null;
    output.declare(-1);
    headers.clear();
    if (given != null) {
      for (HeaderValues values : given) {
        headers.putAll(values.getHeaderName(), values);
      }
    }
    undertow.setStatusCode(SC_OK);
  }

  private void requireUncommitted(String method) {
    if (isCommitted()) {
      throw new IllegalStateException(method + " is not possible: the response is committed");
    }
  }

  // ---- sendError, sendRedirect, URLs ----

  @Override
  public void sendError(int status) throws IOException {
    sendError(status, null);
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    requireUncommitted("sendError");
    if (includes > 0) {
      return;
    }
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("No HTTP status: " + status);
    }
    output.resetBuffer();
    ResponseWriter open = writer;
    if (open != null) {
      open.clear();
    }
    undertow.setStatusCode(status);
    errorMessage = message;
    errorPending = true;
    output.mute();
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
    requireUncommitted("sendRedirect");
    if (includes > 0) {
      return;
    }
    String target = Redirect.absolute(exchange.request(), location);
    if (clearBuffer) {
      resetBody();
      output.declare(-1);
    }
    setStatus(status);
    headers.put(Headers.LOCATION, target);
    if (clearBuffer) {
      byte[] note = Redirect.note(target);
      type.set("text/html;charset=utf-8");
      output.write(note, 0, note.length);
    }
    closeByContainer();
  }

  @Override
  public String encodeURL(String url) {
    ServerRequest request = exchange.request();
    return request.dispatch().app().sessions().encodeUrl(request, url);
  }

  @Override
  public String encodeRedirectURL(String url) {
    return encodeURL(url);
  }
}
