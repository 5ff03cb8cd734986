package io.slipway.pipeline;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code host - user [time] "request" status bytes "referer" "agent"}, as Apache's and Tomcat's
 * {@code combined}; without the last two as {@code common}. Behind a trusted proxy, {@code
 * combined} ends with the proxy's address. What a client sent is escaped as Apache does it, so that
 * no request writes a line of its own.
 */
final class NcsaLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());

  private record Second(long epoch, String text) {}

  private final boolean combined;
  private volatile Second second = new Second(Long.MIN_VALUE, "");

  NcsaLine(boolean combined) {
    this.combined = combined;
  }

  String format(HttpServerExchange exchange) {
    StringBuilder line = new StringBuilder(160);
    InetSocketAddress source = exchange.getSourceAddress();
    begin(line, source, exchange.getAttachment(HttpServerExchange.REMOTE_USER));
    line.append(exchange.getRequestMethod()).append(' ').append(escape(exchange.getRequestURI()));
    if (!exchange.getQueryString().isEmpty()) {
      line.append('?').append(escape(exchange.getQueryString()));
    }
    line.append(' ').append(exchange.getProtocol());
    answer(line, exchange.getStatusCode(), exchange.getResponseBytesSent());
    if (combined) {
      line.append(" \"").append(orDash(exchange.getRequestHeaders().getFirst(Headers.REFERER)));
      line.append("\" \"")
          .append(orDash(exchange.getRequestHeaders().getFirst(Headers.USER_AGENT)))
          .append('"');
      InetSocketAddress peer = exchange.getConnection().getPeerAddress(InetSocketAddress.class);
      if (peer != null && !host(peer).equals(host(source))) {
        line.append(' ').append(host(peer));
      }
    }
    return line.toString();
  }

  /** Of what was answered without a request: Apache and Tomcat write a dash for its line, too. */
  String format(InetSocketAddress client, int status, long bytes) {
    StringBuilder line = new StringBuilder(80);
    begin(line, client, null);
    line.append('-');
    answer(line, status, bytes);
    if (combined) {
      line.append(" \"-\" \"-\"");
    }
    return line.toString();
  }

  private void begin(
      StringBuilder line, @Nullable InetSocketAddress source, @Nullable String user) {
    line.append(host(source))
        .append(" - ")
        .append(orDash(user))
        .append(" [")
        .append(time())
        .append("] \"");
  }

  private static void answer(StringBuilder line, int status, long bytes) {
    line.append("\" ").append(status).append(' ');
    if (bytes > 0) {
      line.append(bytes);
    } else {
      line.append('-');
    }
  }

  private static String host(@Nullable InetSocketAddress socket) {
    if (socket == null) {
      return "-";
    }
    InetAddress address = socket.getAddress();
    return address == null ? escape(socket.getHostString()) : address.getHostAddress();
  }

  private String time() {
    long now = System.currentTimeMillis() / 1000;
    Second current = second;
    if (current.epoch != now) {
      current = new Second(now, TIME.format(Instant.ofEpochSecond(now)));
      second = current;
    }
    return current.text;
  }

  private static String orDash(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : escape(value);
  }

  /** Control characters, quotes and backslashes. */
  static String escape(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean mark = c == '"' || c == '\\';
      boolean control = c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
      if ((mark || control) && escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (escaped != null) {
        if (mark) {
          escaped.append('\\').append(c);
        } else if (control) {
          escaped.append(
              c > 0xff ? String.format("\\u%04x", (int) c) : String.format("\\x%02x", (int) c));
        } else {
          escaped.append(c);
        }
      }
    }
    return escaped == null ? text : escaped.toString();
  }
}
