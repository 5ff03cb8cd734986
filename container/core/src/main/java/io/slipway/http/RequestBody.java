package io.slipway.http;

import io.slipway.model.MultipartDef;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a request's body, and who reads it: the stream, the reader, the parameters or the
 * parts (Servlet 6.1, 3.1, 3.2, 3.13).
 */
final class RequestBody implements Parameters.Source {
  private final ServletExchange exchange;
  private final HttpServerExchange undertow;
  private final Parameters parameters = new Parameters(this);
  private @Nullable BodyInput input;
  private @Nullable BufferedReader reader;
  private boolean streaming;

  /** Parameters have been read: from here on the encoding is what it is. */
  private boolean parsed;

  private @Nullable String encoding;
  private @Nullable List<MultipartPart> parts;
  private @Nullable BadRequestException partsFailure;

  RequestBody(ServletExchange exchange) {
    this.exchange = exchange;
    this.undertow = exchange.undertow();
  }

  /** Whose dispatch runs now: what it is configured with counts. */
  private ServerRequest request() {
    return exchange.request();
  }

  BodyInput input() {
    if (input == null) {
      input = new BodyInput(exchange);
    }
    return input;
  }

  /** As {@link BodyInput#stop}. */
  boolean stop() {
    return input == null && undertow.isRequestComplete() || input().stop();
  }

  boolean isDrainable() {
    return undertow.isRequestComplete() || input().isDrainable(maxDrain());
  }

  boolean drain() {
    return undertow.isRequestComplete() || input().drain(maxDrain());
  }

  private long maxDrain() {
    return request().app().options().maxDrain();
  }

  void end() {
    if (parts != null) {
      parts.forEach(MultipartPart::discard);
    }
    if (input != null) {
      input.end();
    }
  }

  Parameters parameters() {
    return parameters;
  }

  // ---- encoding ----

  /** As named by whoever set it, known to this JVM or not; null if nobody did. */
  @Nullable String encoding() {
    if (encoding != null) {
      return encoding;
    }
    String declared = HeaderParameters.get(request().getContentType(), "charset");
    if (declared != null) {
      return declared;
    }
    Charset ofApp = request().app().requestEncoding();
    return ofApp == null ? null : ofApp.name();
  }

  /**
   * The charset of parameters: where nobody has named one that is known here, that of the webapp or
   * ISO-8859-1 (3.13). A client whose charset is not known would get no parameters otherwise,
   * though their letters are most often those of ASCII.
   */
  private Charset parameterCharset() {
    String name = encoding();
    Charset named = name == null ? null : HeaderParameters.charset(name);
    if (named != null) {
      return named;
    }
    Charset ofApp = request().app().requestEncoding();
    return ofApp == null ? StandardCharsets.ISO_8859_1 : ofApp;
  }

  void setEncoding(String name) throws UnsupportedEncodingException {
    if (parsed || reader != null) {
      return;
    }
    if (name == null || HeaderParameters.charset(name) == null) {
      throw new UnsupportedEncodingException(name);
    }
    encoding = name;
  }

  void setEncoding(Charset charset) {
    if (!parsed && reader == null) {
      encoding = charset.name();
    }
  }

  /**
   * The charset of a reader; ISO-8859-1 where nobody has named one (3.13).
   *
   * @throws UnsupportedEncodingException if the client named one that is not known here
   */
  private Charset charset() throws UnsupportedEncodingException {
    String name = encoding();
    if (name == null) {
      return StandardCharsets.ISO_8859_1;
    }
    Charset charset = HeaderParameters.charset(name);
    if (charset == null) {
      throw new UnsupportedEncodingException(name);
    }
    return charset;
  }

  // ---- stream and reader ----

  ServletInputStream stream() {
    if (reader != null) {
      throw new IllegalStateException("getReader() has been called for this request");
    }
    streaming = true;
    return input();
  }

  BufferedReader reader() throws IOException {
    if (streaming) {
      throw new IllegalStateException("getInputStream() has been called for this request");
    }
    if (reader == null) {
      reader = new BufferedReader(new InputStreamReader(input(), charset()));
    }
    return reader;
  }

  // ---- parameters ----

  @Override
  public FormDecoder decoder() {
    // What stands in URLs is UTF-8, whatever the encoding of the body
    return new FormDecoder(
        StandardCharsets.UTF_8, request().app().options().forms().maxParameters());
  }

  /** In an error dispatch, and where a framework has forwarded to a page of its own (10.9.1). */
  @Override
  public boolean showsError() {
    return request().getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null;
  }

  @Override
  public void read(FormDecoder into) {
    parsed = true;
    String query = exchange.first().query();
    if (query != null && !query.isEmpty()) {
      into.decode(query);
    }
    if (parts == null && (streaming || reader != null)) {
      return;
    }
    String type = request().getContentType();
    if (type == null) {
      return;
    }
    if (undertow.getRequestMethod().equalToString("POST")
        && HeaderParameters.is(type, "application/x-www-form-urlencoded")) {
      form(into);
    } else if (HeaderParameters.is(type, "multipart/form-data") && multipartDef() != null) {
      fields(into);
    }
  }

  private void form(FormDecoder into) {
    long limit = request().app().options().forms().maxSize();
    if (limit >= 0 && request().getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try {
      into.charset(parameterCharset());
      long size = 0;
      for (ByteBuffer bytes = input().next(); bytes != null; bytes = input().next()) {
        size += bytes.remaining();
        if (limit >= 0 && size > limit) {
          throw tooLarge(limit);
        }
        into.decode(bytes);
      }
      into.end();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static BadRequestException tooLarge(long limit) {
    return new BadRequestException(
        413, "The form exceeds limits.max-form-size (" + limit + " bytes)");
  }

  private static BadRequestException unreadable(IOException e) {
    return switch (Failure.of(e).status()) {
      case 408 -> new BadRequestException(408, "The request body did not arrive in time", e);
      case 413 -> new BadRequestException(413, String.valueOf(e.getMessage()), e);
      default -> new BadRequestException(400, "The request body cannot be read", e);
    };
  }

  // ---- multipart ----

  private @Nullable MultipartDef multipartDef() {
    return request().dispatch().target().multipart();
  }

  private void fields(FormDecoder into) {
    try {
      for (MultipartPart part : readParts()) {
        if (part.isField()) {
          into.add(part.getName(), part.text(parameterCharset()));
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  Collection<Part> parts() throws IOException, ServletException {
    if (multipartDef() == null) {
      throw new IllegalStateException(
          "Parts need @MultipartConfig or <multipart-config> on servlet "
              + request().dispatch().target().servletName());
    }
    if (!HeaderParameters.is(request().getContentType(), "multipart/form-data")) {
      BadRequestException other =
          new BadRequestException(415, "The request is not of type multipart/form-data");
      throw new ServletException(other.getMessage(), other);
    }
    return new ArrayList<>(readParts());
  }

  @Nullable Part part(String name) throws IOException, ServletException {
    for (Part part : parts()) {
      if (part.getName().equals(name)) {
        return part;
      }
    }
    return null;
  }

  private List<MultipartPart> readParts() throws IOException {
    if (partsFailure != null) {
      throw partsFailure;
    }
    if (parts == null) {
      MultipartDef def = multipartDef();
      if (def == null || streaming || reader != null) {
        return List.of();
      }
      parsed = true;
      List<MultipartPart> read = new ArrayList<>();
      // Known before they are all read, so that what a failure leaves behind is deleted too
      parts = read;
      try {
        AppContext app = request().app();
        new MultipartReader(
                input()::next,
                def,
                app.options().forms(),
                app.temporaryDirectory(),
                request().getContentLengthLong(),
                request().getContentType(),
                encoding())
            .read(read);
      } catch (BadRequestException e) {
        partsFailure = e;
        throw e;
      } catch (IOException e) {
        partsFailure = unreadable(e);
        throw e;
      }
    }
    return parts;
  }

  // ---- trailers ----

  boolean trailersReady() {
    if (undertow.isHttp11() && !undertow.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
      return true;
    }
    return undertow.isHttp10()
        || (input == null ? undertow.isRequestComplete() : input.isFinished());
  }

  /** Names in lower case; several fields of one name are joined by commas. */
  Map<String, String> trailers() {
    if (!trailersReady()) {
      throw new IllegalStateException(
          "The trailer fields are not here yet: read the body to its end first");
    }
    HeaderMap trailers = undertow.getAttachment(HttpAttachments.REQUEST_TRAILERS);
    if (trailers == null) {
      return Collections.emptyMap();
    }
    Map<String, String> fields = new HashMap<>();
    for (HeaderValues values : trailers) {
      fields.put(
          values.getHeaderName().toString().toLowerCase(Locale.ROOT), String.join(",", values));
    }
    return fields;
  }
}
