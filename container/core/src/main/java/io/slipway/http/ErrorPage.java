package io.slipway.http;

import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The page for errors that the webapp has none for: short, escaped, without version and stack
 * trace; JSON for those who prefer it (RFC 9457).
 */
final class ErrorPage {
  private ErrorPage() {}

  /**
   * @param message of {@code sendError}, not escaped
   * @param fault what the log calls this failure
   */
  static void write(
      ServerRequest request,
      ServerResponse response,
      int status,
      @Nullable String message,
      @Nullable String fault)
      throws IOException {
    String reason = StatusCodes.getReason(status);
    boolean json = prefersJson(request.getHeader(Headers.ACCEPT_STRING));
    response.setContentType(json ? "application/problem+json" : "text/html;charset=utf-8");
    if (!response.containsHeader(Headers.CACHE_CONTROL_STRING)) {
      response.setHeader(Headers.CACHE_CONTROL_STRING, "no-store");
    }
    String text =
        json ? json(status, reason, message, fault) : html(status, reason, message, fault);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.output().write(bytes, 0, bytes.length);
  }

  private static String html(
      int status, String reason, @Nullable String message, @Nullable String fault) {
    StringBuilder out = new StringBuilder(256);
    String title = status + " " + HeaderText.escapeHtml(reason);
    out.append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>")
        .append(title)
        .append("</title>\n<h1>")
        .append(title)
        .append("</h1>\n");
    if (message != null && !message.isEmpty()) {
      out.append("<p>").append(HeaderText.escapeHtml(message)).append("</p>\n");
    }
    if (fault != null) {
      out.append("<p>Fault ").append(fault).append("</p>\n");
    }
    return out.append("</html>\n").toString();
  }

  private static String json(
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

  private static void quote(StringBuilder out, String text) {
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

  /** Whether JSON has a higher weight than HTML; a bare wildcard prefers nothing. */
  static boolean prefersJson(@Nullable String accept) {
    if (accept == null || !accept.toLowerCase(Locale.ROOT).contains("json")) {
      return false;
    }
    double json = 0;
    double html = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      String type = parts[0].trim();
      double weight = weight(parts);
      if (type.equals("application/json") || type.endsWith("+json")) {
        json = Math.max(json, weight);
      } else if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
        html = Math.max(html, weight);
      }
    }
    return json > html;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).trim());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
