package io.slipway.session;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Session ids in URLs: Servlet 6.1, 7.1.3. */
final class SessionUrls {
  private static final String PARAMETER = ";jsessionid=";

  private SessionUrls() {}

  /** The id in a raw path, null if there is none. */
  static @Nullable String idOf(String rawPath) {
    int at = rawPath.indexOf(PARAMETER);
    if (at < 0) {
      return null;
    }
    int from = at + PARAMETER.length();
    int end = from;
    while (end < rawPath.length() && rawPath.charAt(end) != ';' && rawPath.charAt(end) != '/') {
      end++;
    }
    return end == from ? null : rawPath.substring(from, end);
  }

  /**
   * Whether a URL, relative to the request's, leads to the same server and webapp and carries no id
   * yet.
   */
  static boolean isOurs(HttpServletRequest request, String contextPath, String url) {
    if (url.startsWith("#") || url.contains(PARAMETER) || mayNameAnotherHost(url)) {
      return false;
    }
    URI target;
    try {
      URI base = new URI(request.getRequestURL().toString());
      String host = base.getHost();
      if (host == null) {
        // a name with an underscore
        return isPathIn(contextPath, url);
      }
      target = url.isEmpty() ? base : base.resolve(new URI(url));
      if (!base.getScheme().equalsIgnoreCase(target.getScheme())
          || !host.equalsIgnoreCase(target.getHost())
          || port(base) != port(target)) {
        return false;
      }
    } catch (URISyntaxException | IllegalArgumentException unusable) {
      // characters that only a browser would forgive: no more than a path of the webapp gets an id
      return isPathIn(contextPath, url);
    }
    String path = target.getPath();
    return contextPath.isEmpty()
        || path != null
            && path.startsWith(contextPath)
            && (path.length() == contextPath.length() || path.charAt(contextPath.length()) == '/');
  }

  /**
   * Whether a browser may read more of a URL as a name of a host than {@link URI} does: it takes
   * further slashes and backslashes for the two in front of a host, and drops control characters
   * (WHATWG URL, 4.4).
   */
  private static boolean mayNameAnotherHost(String url) {
    if (url.startsWith("///")) {
      return true;
    }
    for (int i = 0; i < url.length() && url.charAt(i) != '?' && url.charAt(i) != '#'; i++) {
      if (url.charAt(i) == '\\' || url.charAt(i) < ' ') {
        return true;
      }
    }
    return false;
  }

  private static boolean isPathIn(String contextPath, String url) {
    return url.startsWith(contextPath + "/") && !url.startsWith("//");
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  static String withId(String url, String id) {
    int end = url.length();
    int question = url.indexOf('?');
    int hash = url.indexOf('#');
    if (question >= 0) {
      end = question;
    }
    if (hash >= 0 && hash < end) {
      end = hash;
    }
    return url.substring(0, end) + PARAMETER + id + url.substring(end);
  }
}
