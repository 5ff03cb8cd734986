package io.slipway.http;

import io.slipway.wire.HttpDates;
import io.slipway.wire.SessionUse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import jakarta.servlet.ServletOutputStream;
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
  private final ResponseHeaders headers;
  private final BodyOutput output;
  private final ContentType type;
  private @Nullable ResponseWriter writer;
  private boolean streamGiven;
  private @Nullable Locale locale;
  private @Nullable Supplier<Map<String, String>> trailers;
  private int includes;
  private boolean errorPending;
  private @Nullable String errorMessage;

  ServerResponse(ServletExchange exchange, HttpServerExchange undertow, AppContext app) {
    this.exchange = exchange;
    this.undertow = undertow;
    this.type = new ContentType(app.responseEncoding(), app.options().charset());
    this.output = new BodyOutput(exchange, this, undertow, app.options().responseBufferSize());
    this.headers = new ResponseHeaders(undertow, type, output);
  }

  // ---- for the container ----

  ServletExchange exchange() {
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
   * Sets the cookie of a session whether or not an include runs, in place of one of the same name,
   * path and domain that was set before.
   */
  public void addSessionCookie(Cookie cookie) {
    if (!output.isCommitted()) {
      headers.cookie(cookie);
      SessionUse.GIVEN.note(undertow);
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
   * Makes ready for an error page: status set, nothing in the buffer, no headers or trailers that
   * describe a body, none that make it cacheable; cookies and what explains the status stay.
   *
   * @param fault the response was being made when an exception was thrown: its caching headers go
   *     as well
   */
  void resetForError(int status, boolean fault) {
    resetForStatus();
    type.clear();
    locale = null;
    trailers = null;
    headers.resetForError(status, fault);
    undertow.setStatusCode(status);
  }

  /**
   * Of {@code sendError} with a status that is no error, its fields are the answer: a 304 has those
   * that a cache is to know (RFC 9110, 15.4.5).
   */
  void resetForStatus() {
    errorPending = false;
    resetBody();
    output.reopen();
    output.declare(-1);
  }

  /** The error page has done what it could. */
  void errorAnswered() {
    errorPending = false;
  }

  private void resetBody() {
    output.resetBuffer();
    writer = null;
    streamGiven = false;
    type.unlock();
  }

  /** Sends what is buffered and drops what is written from now on. */
  void closeByContainer() throws IOException {
    output.closeByContainer();
  }

  /**
   * The end of the request: all that is left leaves without waiting, or follows by the IO thread.
   */
  void finish() {
    output.finish();
  }

  /**
   * Puts into the header what is known by fields of this object. Called once, just before the
   * headers leave.
   */
  void beforeCommit() {
    headers.beforeCommit();
  }

  boolean hasTrailers() {
    return trailers != null;
  }

  private boolean fixed() {
    return includes > 0 || isCommitted();
  }

  // ---- status and headers ----

  @Override
  public void setStatus(int status) {
    if (!fixed()) {
      undertow.setStatusCode(requireStatus(status));
    }
  }

  private static int requireStatus(int status) {
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("Not an HTTP status: " + status);
    }
    return status;
  }

  @Override
  public int getStatus() {
    return undertow.getStatusCode();
  }

  @Override
  public void setHeader(@Nullable String name, @Nullable String value) {
    if (name != null && !name.isEmpty() && !fixed()) {
      headers.set(name, value);
    }
  }

  @Override
  public void addHeader(@Nullable String name, @Nullable String value) {
    if (name != null && !name.isEmpty() && value != null && !fixed()) {
      headers.add(name, value);
    }
  }

  @Override
  public void setDateHeader(@Nullable String name, long date) {
    setHeader(name, HttpDates.format(date));
  }

  @Override
  public void addDateHeader(@Nullable String name, long date) {
    addHeader(name, HttpDates.format(date));
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
    return name == null ? null : headers.get(name);
  }

  @Override
  public Collection<String> getHeaders(@Nullable String name) {
    return name == null ? new ArrayList<>() : headers.all(name);
  }

  @Override
  public Collection<String> getHeaderNames() {
    return headers.names();
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (!fixed()) {
      headers.cookie(cookie);
    }
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
      headers.drop(Headers.CONTENT_LANGUAGE);
      type.implied(null);
      return;
    }
    headers.put(Headers.CONTENT_LANGUAGE, locale.toLanguageTag());
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
    if (writer != null) {
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
        open = new ResponseWriter(output, Charset.forName(name));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw (UnsupportedEncodingException) new UnsupportedEncodingException(name).initCause(e);
      }
      type.lock();
      writer = open;
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
    }
  }

  @Override
  public void setBufferSize(int size) {
    output.growBuffer(size);
  }

  @Override
  public int getBufferSize() {
    return output.bufferSize();
  }

  @Override
  public void flushBuffer() throws IOException {
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
    headers.reset();
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
    undertow.setStatusCode(requireStatus(status));
    output.resetBuffer();
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
