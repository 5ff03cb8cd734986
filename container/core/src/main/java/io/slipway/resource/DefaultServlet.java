package io.slipway.resource;

import io.slipway.resource.ByteRanges.Range;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Static files of the webapp: the servlet named {@code default} (Servlet 6.1, 12.2). Answers GET,
 * HEAD and OPTIONS, with preconditions and ranges by RFC 9110; as the target of a forward, an
 * include or an error page it takes any method for GET. What is under {@code WEB-INF} is there for
 * dispatches within the webapp only.
 */
public final class DefaultServlet extends HttpServlet {
  /**
   * @param listings whether a folder without a welcome file is listed
   * @param charset of {@code text/*} unless {@code web.xml} or the application names another; empty
   *     to send none
   */
  public record Options(boolean listings, String charset) {
    public static final Options DEFAULT = new Options(false, "utf-8");
  }

  private static final String ALLOW = "GET, HEAD, OPTIONS";
  private static final Set<String> PAGE_SOURCES =
      Set.of("jsp", "jspx", "jspf", "jsw", "jsv", "tag", "tagx");

  private final transient WebappResources resources;
  private final transient Options options;

  /** The resources belong to the caller, who closes them. */
  public DefaultServlet(WebappResources resources, Options options) {
    this.resources = resources;
    this.options = options;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    DispatcherType type = request.getDispatcherType();
    boolean direct = type == DispatcherType.REQUEST || type == DispatcherType.ASYNC;
    String path = path(request, type);
    String method = request.getMethod();
    if (direct && method.equals("OPTIONS")) {
      response.setHeader("Allow", ALLOW);
      response.setContentLength(0);
      return;
    }
    Resource resource =
        (direct && WebappResources.isHidden(path)) || isPageSource(path)
            ? null
            : resources.lookup(path);
    if (resource == null) {
      notFound(response, type, path);
    } else if (direct && !method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", ALLOW);
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (resource.isDirectory()) {
      folder(request, response, type, path);
    } else if (type == DispatcherType.INCLUDE) {
      include(request, response, resource);
    } else {
      file(request, response, resource, type != DispatcherType.ERROR);
    }
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
      // Two slashes in front would name a host.
      String location = "/" + folder.replaceFirst("^[/\\\\]+", "") + "/";
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
      HttpServletRequest request,
      HttpServletResponse response,
      Resource resource,
      boolean negotiate)
      throws IOException {
    boolean head = request.getMethod().equals("HEAD");
    if (negotiate) {
      response.setHeader("ETag", resource.etag());
      response.setHeader("Last-Modified", HttpDates.format(resource.lastModified()));
      switch (Preconditions.evaluate(request, resource.etag(), resource.lastModified())) {
        case FAILED -> {
          response.sendError(HttpServletResponse.SC_PRECONDITION_FAILED);
          return;
        }
        case NOT_MODIFIED -> {
          response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
          return;
        }
        case PERFORM -> response.setHeader("Accept-Ranges", "bytes");
      }
    }
    ByteRanges ranges =
        negotiate && request.getMethod().equals("GET") ? ranges(request, resource) : null;
    if (ranges != null && ranges.ranges().isEmpty()) {
      response.setHeader("Content-Range", "bytes */" + resource.length());
      response.sendError(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
      return;
    }
    String type = contentType(response, resource);
    if (ranges != null && ranges.ranges().size() > 1) {
      sendParts(response, resource, type, ranges.ranges());
      return;
    }
    if (type != null && response.getContentType() == null) {
      response.setContentType(type);
    }
    long first = 0;
    long length = resource.length();
    if (ranges != null) {
      Range range = ranges.ranges().get(0);
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Range", contentRange(range, resource));
      first = range.first();
      length = range.length();
    }
    if (head) {
      response.setContentLengthLong(length);
    } else {
      send(response, resource, first, length);
    }
  }

  private static @Nullable ByteRanges ranges(HttpServletRequest request, Resource resource) {
    String range = request.getHeader("Range");
    return range != null
            && Preconditions.rangeApplies(request, resource.etag(), resource.lastModified())
        ? ByteRanges.parse(range, resource.length())
        : null;
  }

  private static String contentRange(Range range, Resource resource) {
    return "bytes " + range.first() + "-" + range.last() + "/" + resource.length();
  }

  private @Nullable String contentType(HttpServletResponse response, Resource resource) {
    String type = getServletContext().getMimeType(resource.name());
    if (type == null
        || type.indexOf(';') >= 0
        || !type.startsWith("text/")
        || options.charset().isEmpty()) {
      return type;
    }
    // ISO-8859-1 is what a response reports to which nobody has given an encoding.
    boolean given =
        getServletContext().getResponseCharacterEncoding() != null
            || !"ISO-8859-1".equalsIgnoreCase(response.getCharacterEncoding());
    return given ? type : type + ";charset=" + options.charset();
  }

  private void send(HttpServletResponse response, Resource resource, long first, long length)
      throws IOException {
    // Opened first: a file that cannot be read is an error page, not a broken response.
    try (ResourceBody body = new ResourceBody(resource)) {
      ServletOutputStream out = stream(response);
      if (out == null) {
        sendAsText(response, resource);
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

  private void include(HttpServletRequest request, HttpServletResponse response, Resource resource)
      throws IOException {
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    // The length is that of a part of the response only, so it is not set.
    try (ResourceBody body = new ResourceBody(resource)) {
      ServletOutputStream out = stream(response);
      if (out == null) {
        sendAsText(response, resource);
      } else {
        body.send(out, 0, resource.length());
      }
    }
  }

  /** RFC 9110, 14.6. */
  private static void sendParts(
      HttpServletResponse response, Resource resource, @Nullable String type, List<Range> ranges)
      throws IOException {
    String boundary = UUID.randomUUID().toString().replace("-", "");
    List<byte[]> heads = new ArrayList<>(ranges.size());
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    long length = end.length;
    for (Range range : ranges) {
      String typeLine = type == null ? "" : "Content-Type: " + type + "\r\n";
      String head =
          "\r\n--"
              + boundary
              + "\r\n"
              + typeLine
              + "Content-Range: "
              + contentRange(range, resource)
              + "\r\n\r\n";
      byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
      heads.add(bytes);
      length += bytes.length + range.length();
    }
    try (ResourceBody body = new ResourceBody(resource)) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setContentType("multipart/byteranges; boundary=" + boundary);
      response.setContentLengthLong(length);
      ServletOutputStream out = response.getOutputStream();
      for (int i = 0; i < ranges.size(); i++) {
        out.write(heads.get(i));
        body.send(out, ranges.get(i).first(), ranges.get(i).length());
      }
      out.write(end);
    }
  }
}
