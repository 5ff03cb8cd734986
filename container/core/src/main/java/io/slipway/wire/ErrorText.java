package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the answer to a request that failed: short, escaped, without version and stack
 * trace; JSON for those who prefer it (RFC 9457). In ASCII where the message is.
 */
public final class ErrorText {
  public static final String JSON = "application/problem+json";
  public static final String HTML = "text/html;charset=utf-8";

  private ErrorText() {}

  /**
   * Sets status and header fields of an answer that the container gives for itself, and returns its
   * body.
   *
   * @param fault what the log calls this failure
   */
  static String answer(
      HttpServerExchange exchange, int status, String reason, @Nullable String fault) {
    boolean json = prefersJson(exchange.getRequestHeaders());
    exchange
        .setStatusCode(status)
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, json ? JSON : HTML)
        .put(Headers.CACHE_CONTROL, "no-store");
    return json ? json(status, reason, null, fault) : html(status, reason, null, fault);
  }

  /**
   * A page.
   *
   * @param message not escaped
   * @param fault what the log calls this failure
   */
  public static String html(
      int status, String reason, @Nullable String message, @Nullable String fault) {
    StringBuilder out = new StringBuilder(256);
    String title = status + " " + escapeHtml(reason);
    out.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
        .append(title)
        .append("</title>\n<h1>")
        .append(title)
        .append("</h1>\n");
    if (message != null && !message.isEmpty()) {
      out.append("<p>").append(escapeHtml(message)).append("</p>\n");
    }
    if (fault != null) {
      out.append("<p>Fault ").append(fault).append("</p>\n");
    }
    return out.append("</html>\n").toString();
  }

  /** RFC 9457, with the same parameters as {@link #html}. */
  public static String json(
      int status, String reason, @Nullable String message, @Nullable String fault) {
    StringBuilder out = new StringBuilder(128);
    out.append("{\"title\":");
    quote(out, reason);
    out.append(",\"status\":").append(status);
    if (message != null && !message.isEmpty()) {
      out.append(",\"detail\":");
      quote(out, message);
    }
    if (fault != null) {
      out.append(",\"instance\":");
      quote(out, "urn:fault:" + fault);
    }
    return out.append("}\n").toString();
  }

  /** A string of JSON: RFC 8259, 7. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '<' || c == 0x7f) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * Whether the client would rather have JSON: RFC 9110, 12.5.1. Each of the two has the weight of
   * the range that names it most closely; where they weigh the same, JSON needs to be named and
   * HTML not to be.
   */
  public static boolean prefersJson(HeaderMap request) {
    HeaderValues accept = request.get(Headers.ACCEPT);
    if (accept == null) {
      return false;
    }
    String fields = String.join(",", accept).toLowerCase(Locale.ROOT);
    if (!fields.contains("json")) {
      return false;
    }
    int json = -1;
    int html = -1;
    int anyText = -1;
    int any = -1;
    for (String range : fields.split(",")) {
      String[] parts = range.split(";", -1);
      int weight = weight(parts);
      switch (parts[0].trim()) {
        case "application/json", "application/problem+json" -> json = Math.max(json, weight);
        case "text/html", "application/xhtml+xml" -> html = Math.max(html, weight);
        case "text/*" -> anyText = weight;
        case "*/*" -> any = weight;
        default -> {} // of no use for an error
      }
    }
    boolean htmlNamed = html >= 0;
    int htmlWeight = htmlNamed ? html : anyText >= 0 ? anyText : any;
    return json > 0 && (json > htmlWeight || json == htmlWeight && !htmlNamed);
  }

  private static int weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim();
      if (parameter.startsWith("q=")) {
        return Math.max(FieldText.weight(parameter.substring(2).trim()), 0);
      }
    }
    return 1000;
  }

  public static String escapeHtml(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      String escape =
          switch (text.charAt(i)) {
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '&' -> "&amp;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> null;
          };
      if (escape != null && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        if (escape == null) {
          out.append(text.charAt(i));
        } else {
          out.append(escape);
        }
      }
    }
    return out == null ? text : out.toString();
  }
}
