package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The page for errors that the webapp has none for: short, escaped, without version and stack
 * trace; JSON for those who prefer it (RFC 9457).
 */
public final class ErrorPage {
  private static final String JSON = "application/problem+json";
  private static final String HTML = "text/html;charset=utf-8";

  private ErrorPage() {}

  /**
   * Answers a request that no webapp has, and ends it; HTTP/2 and HEAD included. Without waiting,
   * on the IO thread.
   *
   * @param fault what the log calls the failure; null where there is none
   */
  public static void answer(HttpServerExchange exchange, int status, @Nullable String fault) {
    String reason = exchange.getReasonPhrase();
    if (reason == null) {
      reason = StatusCodes.getReason(status);
    }
    boolean json = prefersJson(exchange.getRequestHeaders().getFirst(Headers.ACCEPT));
    String text = json ? json(status, reason, null, fault) : html(status, reason, null, fault);
    exchange
        .setStatusCode(status)
        .getResponseHeaders()
        .put(Headers.CONTENT_TYPE, json ? JSON : HTML)
        .put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(text, StandardCharsets.UTF_8);
  }

  /** What an unexpected failure is called, in its answer and in the log. */
  public static String newFault() {
    return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
  }

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
    response.setContentType(json ? JSON : HTML);
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
  static boolean prefersJson(@Nullable String accept) {
    if (accept == null) {
      return false;
    }
    String fields = accept.toLowerCase(Locale.ROOT);
    if (!fields.contains("json")) {
      return false;
    }
    double json = -1;
    double html = -1;
    double anyText = -1;
    double any = -1;
    for (String range : fields.split(",")) {
      String[] parts = range.split(";");
      double weight = weight(parts);
      switch (parts[0].trim()) {
        case "application/json", "application/problem+json" -> json = Math.max(json, weight);
        case "text/html", "application/xhtml+xml" -> html = Math.max(html, weight);
        case "text/*" -> anyText = weight;
        case "*/*" -> any = weight;
        default -> {} // of no use for an error
      }
    }
    boolean htmlNamed = html >= 0;
    double htmlWeight = htmlNamed ? html : anyText >= 0 ? anyText : any;
    return json > 0 && (json > htmlWeight || json == htmlWeight && !htmlNamed);
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
