package io.slipway.websocket;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Pattern;

/** The path that endpoints are matched with. */
final class EndpointPath {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");

  private EndpointPath() {}

  /**
   * From what the container has canonicalised: security constraints and endpoints are to see the
   * same path.
   */
  static URI of(String contextPath, HttpServletRequest request) {
    String info = request.getPathInfo();
    return encode(contextPath + request.getServletPath() + (info == null ? "" : info));
  }

  /** Where the endpoint is known: its template, filled in. */
  static URI of(String contextPath, String template, Map<String, String> parameters) {
    String path = template;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
    }
    return encode(contextPath + path);
  }

  /** Whether each variable of the template has a value, of one segment. */
  static boolean fit(String template, Map<String, String> parameters) {
    return VARIABLE
        .matcher(template)
        .results()
        .map(variable -> parameters.get(variable.group(1)))
        .allMatch(value -> value != null && !value.isEmpty() && value.indexOf('/') < 0);
  }

  private static URI encode(String path) {
    try {
      return URI.create(new URI("ws", "host", path, null, null).getRawPath());
    } catch (URISyntaxException impossible) {
      throw new IllegalArgumentException(path, impossible);
    }
  }
}
