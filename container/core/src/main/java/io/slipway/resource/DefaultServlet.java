package io.slipway.resource;

import io.slipway.model.RequestTarget;
import io.slipway.resource.ByteRanges.Range;
import io.slipway.resource.FileEntry.Choice;
import io.slipway.resource.FileEntry.Way;
import io.slipway.spi.FileSink;
import io.slipway.wire.SparseLogs;
import io.slipway.wire.Tokens;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Static files of the webapp: the servlet named {@code default} (Servlet 6.1, 12.2). Answers GET,
 * HEAD and OPTIONS, with preconditions and ranges by RFC 9110; as the target of a forward, an
 * include or an error page it takes any method for GET. What is under {@code WEB-INF} is there for
 * dispatches within the webapp only.
 */
public final class DefaultServlet extends HttpServlet {
  /** What it answers, as the field {@code Allow} has it. */
  public static final String METHODS = "GET, HEAD, OPTIONS";

  private static final Logger LOG = Logger.getLogger("io.slipway.resource");
  private static final SparseLogs DENIED = new SparseLogs();
  private static final String CHARSET = ";charset=";
  private static final Set<String> PAGE_SOURCES =
      Set.of("jsp", "jspx", "jspf", "jsw", "jsv", "tag", "tagx");

  /** Methods that servlets know, but none that a file answers. */
  private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final transient StaticFiles files;
  private final transient WebappResources resources;
  private final transient FileOptions options;
  private final transient Supplier<@Nullable String> encoding;

  /**
   * The files belong to the caller, who closes them.
   *
   * @param encoding the character encoding that the webapp names for all its responses; asked each
   *     time
   */
  public DefaultServlet(StaticFiles files, Supplier<@Nullable String> encoding) {
    this.files = files;
    this.encoding = encoding;
    this.resources = files.resources();
    this.options = files.options();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    DispatcherType type = request.getDispatcherType();
    boolean direct = type == DispatcherType.REQUEST || type == DispatcherType.ASYNC;
    String path = path(request, type);
    String method = request.getMethod();
    if (direct && method.equals("OPTIONS")) {
      response.setHeader("Allow", METHODS);
      response.setContentLength(0);
      return;
    }
    boolean refused = direct && !method.equals("GET") && !method.equals("HEAD");
    if (refused && !method.equals("POST")) {
      refuse(response, method);
      return;
    }
    Resource resource;
    try {
      resource =
          (direct && WebappResources.isHidden(path)) || isPageSource(path)
              ? null
              : resources.lookup(path);
    } catch (AccessDeniedException e) {
      denied(response, type, e);
      return;
    }
    if (resource == null) {
      notFound(response, type, path);
    } else if (refused) {
      refuse(response, method);
    } else if (resource.isDirectory()) {
      folder(request, response, type, path);
    } else {
      FileEntry entry = entry(response, type, resource);
      if (entry == null) {
        return;
      }
      if (type == DispatcherType.INCLUDE) {
        include(request, response, entry);
      } else if (type == DispatcherType.ERROR) {
        whole(request, response, entry);
      } else {
        file(request, response, entry, direct);
      }
    }
  }

  /** A method that no servlet knows is 501, as {@code HttpServlet} has it: RFC 9110, 9.1. */
  private static void refuse(HttpServletResponse response, String method) throws IOException {
    if (CHANGES.contains(method)) {
      response.setHeader("Allow", METHODS);
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED);
    }
  }

  /** Null where it is answered that there is none. */
  private @Nullable FileEntry entry(
      HttpServletResponse response, DispatcherType type, Resource resource) throws IOException {
    try {
      return files.cache().entry(resource, typeOf(resource));
    } catch (NoSuchFileException | FileNotFoundException e) {
      // It was there a moment ago.
      notFound(response, type, resource.path());
    } catch (AccessDeniedException e) {
      denied(response, type, e);
    }
    return null;
  }

  private static void denied(
      HttpServletResponse response, DispatcherType type, AccessDeniedException reason)
      throws IOException {
    LOG.logf(
        DENIED.due(reason.getFile()) ? Logger.Level.WARN : Logger.Level.DEBUG,
        "403: %s may not be read by the user that the container runs as",
        reason.getFile());
    if (type == DispatcherType.INCLUDE) {
      throw reason;
    }
    response.sendError(HttpServletResponse.SC_FORBIDDEN);
  }

  /**
   * Of an include by path, its attributes tell; one by name has none and keeps the request's own
   * path (Servlet 6.1, 9.3.1).
   */
  private static String path(HttpServletRequest request, DispatcherType type) {
    String servletPath = request.getServletPath();
    String pathInfo = request.getPathInfo();
    if (type == DispatcherType.INCLUDE
        && request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) != null) {
      servletPath = (String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
      pathInfo = (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    }
    String path = (servletPath == null ? "" : servletPath) + (pathInfo == null ? "" : pathInfo);
    return path.isEmpty() ? "/" : path;
  }

  private static boolean isPageSource(String path) {
    return PAGE_SOURCES.contains(
        path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  private static void notFound(HttpServletResponse response, DispatcherType type, String path)
      throws IOException {
    if (type == DispatcherType.INCLUDE) {
      throw new FileNotFoundException(path);
    }
    response.sendError(HttpServletResponse.SC_NOT_FOUND);
  }

  private void folder(
      HttpServletRequest request, HttpServletResponse response, DispatcherType type, String path)
      throws IOException {
    if (type == DispatcherType.REQUEST && !path.endsWith("/")) {
      String uri = request.getRequestURI();
      int parameters = uri.indexOf(';', uri.lastIndexOf('/') + 1);
      String folder = parameters < 0 ? uri : uri.substring(0, parameters);
      String location = RequestTarget.onThisHost(folder) + "/";
      response.sendRedirect(
          request.getQueryString() == null ? location : location + "?" + request.getQueryString());
      return;
    }
    Set<String> paths =
        options.listings() && type != DispatcherType.INCLUDE ? resources.list(path) : null;
    if (paths == null) {
      notFound(response, type, path);
      return;
    }
    byte[] page = Listing.html(resources, path, paths).getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html;charset=utf-8");
    response.setContentLength(page.length);
    response.setHeader("Cache-Control", "no-cache");
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(page);
    }
  }

  private void file(
      HttpServletRequest request, HttpServletResponse response, FileEntry entry, boolean direct)
      throws IOException {
    RequestFields fields = RequestFields.of(request);
    boolean get = request.getMethod().equals("GET");
    boolean asked = isAskedFor(request, response, get);
    RequestFields conditions = asked ? fields : RequestFields.NONE;
    Choice choice = entry.choose(fields, get && asked && request.getHeader("Range") != null);
    if (choice.way() == Way.NONE && direct && !isCoded(response)) {
      // What forwards here has done its work: then the plain form has to do
      response.addHeader("Vary", "Accept-Encoding");
      response.sendError(HttpServletResponse.SC_NOT_ACCEPTABLE);
      return;
    }
    Form form = form(choice, response, entry);
    // Of what is coded on its way there are no parts
    boolean ranges = get && choice.way() != Way.STREAMED;
    FileAnswer answer = FileAnswer.of(conditions, ranges, entry, form);
    if (answer.hasBody() && (form.coding() != null || answer.status() == 206)) {
      ServletOutputStream out = stream(response);
      if (!(out instanceof FileSink)) {
        // Somebody in front works on the content, so it has to be readable; of text are no parts
        answer = FileAnswer.of(conditions, ranges && out != null, entry, entry.plain());
      }
    }
    answer.describe((name, value) -> set(response, name, value));
    if (answer.status() == 412 || answer.status() == 416) {
      response.sendError(answer.status());
      return;
    }
    if (answer.status() != 200) {
      response.setStatus(answer.status());
    }
    String type = contentType(response, entry);
    if (answer.hasParts()) {
      sendParts(response, answer, type);
      return;
    }
    if (type != null && response.getContentType() == null) {
      response.setContentType(type);
    }
    if (answer.hasBody()) {
      send(request, response, answer.form(), answer.first(), answer.length());
    }
  }

  /**
   * Whether the request's conditions and ranges are about this file: not where who forwards here
   * says by it what became of another method, or that something is not there (RFC 9110, 13.2.1).
   */
  private static boolean isAskedFor(
      HttpServletRequest request, HttpServletResponse response, boolean get) {
    return (get || request.getMethod().equals("HEAD"))
        && response.getStatus() == HttpServletResponse.SC_OK;
  }

  private static void set(HttpServletResponse response, HttpString name, String value) {
    if (name.equals(Headers.VARY)) {
      response.addHeader(name.toString(), value);
    } else {
      response.setHeader(name.toString(), value);
    }
  }

  /** The form that the client gets, made now if nobody has asked for it before. */
  private Form form(Choice choice, HttpServletResponse response, FileEntry entry)
      throws IOException {
    String coding = choice.coding();
    if (coding == null
        || isCoded(response)
        || Tokens.forbidTransformation(response.getHeaders("Cache-Control"))) {
      return entry.plain();
    }
    Form form = files.cache().form(entry, coding);
    return form == null ? entry.plain() : form;
  }

  private static boolean isCoded(HttpServletResponse response) {
    return response.getHeader("Content-Encoding") != null;
  }

  /** An error page: whatever the request was about, it was not this file. */
  private void whole(HttpServletRequest request, HttpServletResponse response, FileEntry entry)
      throws IOException {
    String type = contentType(response, entry);
    if (type != null && response.getContentType() == null) {
      response.setContentType(type);
    }
    Form form = entry.plain();
    send(request, response, form, 0, form.length());
  }

  /** {@code text/*} gets the charset of the options where the webapp names none. */
  private @Nullable String typeOf(Resource resource) {
    String type = getServletContext().getMimeType(resource.name());
    if (type == null || type.indexOf(';') >= 0 || !type.startsWith("text/")) {
      return type;
    }
    String named = encoding.get();
    String charset = named != null ? named : options.charset();
    return charset.isEmpty() ? type : type + CHARSET + charset;
  }

  /** The same where somebody in front may have set the encoding. */
  private @Nullable String contentType(HttpServletResponse response, FileEntry entry) {
    String type = entry.type();
    if (type == null || type.indexOf(CHARSET) < 0) {
      return type;
    }
    // What a response reports to which nobody has given an encoding.
    String unnamed = getServletContext().getResponseCharacterEncoding();
    return (unnamed == null ? "ISO-8859-1" : unnamed)
            .equalsIgnoreCase(response.getCharacterEncoding())
        ? type
        : type.substring(0, type.indexOf(CHARSET));
  }

  private void send(
      HttpServletRequest request, HttpServletResponse response, Form form, long first, long length)
      throws IOException {
    if (request.getMethod().equals("HEAD")) {
      response.setContentLengthLong(length);
      return;
    }
    // Opened first: a file that cannot be read is an error page, not a broken response.
    try (ResourceBody body = new ResourceBody(form)) {
      ServletOutputStream out = stream(response);
      if (out == null) {
        sendAsText(response, form.source());
      } else {
        response.setContentLengthLong(length);
        body.send(out, first, length);
      }
    }
  }

  /** Null where who forwarded or included has already taken the writer. */
  private static @Nullable ServletOutputStream stream(HttpServletResponse response)
      throws IOException {
    try {
      return response.getOutputStream();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private void sendAsText(HttpServletResponse response, Resource resource) throws IOException {
    Charset charset =
        options.charset().isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(options.charset());
    try (Reader reader = new InputStreamReader(resource.open(), charset)) {
      reader.transferTo(response.getWriter());
    }
  }

  private void include(HttpServletRequest request, HttpServletResponse response, FileEntry entry)
      throws IOException {
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    Form form = entry.plain();
    // The length is that of a part of the response only, so it is not set.
    try (ResourceBody body = new ResourceBody(form)) {
      ServletOutputStream out = stream(response);
      if (out == null) {
        sendAsText(response, form.source());
      } else {
        body.send(out, 0, form.length());
      }
    }
  }

  /** RFC 9110, 14.6. */
  private static void sendParts(
      HttpServletResponse response, FileAnswer answer, @Nullable String type) throws IOException {
    String boundary = UUID.randomUUID().toString().replace("-", "");
    List<byte[]> heads = new ArrayList<>();
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length = end.length;
    for (Range range : answer.ranges()) {
      String typeLine = type == null ? "" : "Content-Type: " + type + "\r\n";
      String head =
          "\r\n--"
              + boundary
              + "\r\n"
              + typeLine
              + "Content-Range: "
              + answer.contentRange(range)
              + "\r\n\r\n";
      byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
      heads.add(bytes);
      length += bytes.length + range.length();
    }
    try (ResourceBody body = new ResourceBody(answer.form())) {
      response.setContentType("multipart/byteranges; boundary=" + boundary);
      response.setContentLengthLong(length);
      ServletOutputStream out = response.getOutputStream();
      for (int i = 0; i < heads.size(); i++) {
        out.write(heads.get(i));
        Range range = answer.ranges().get(i);
        body.send(out, range.first(), range.length());
      }
      out.write(end);
    }
  }
}
