package io.slipway.pipeline;

import io.undertow.attribute.ConstantExchangeAttribute;
import io.undertow.attribute.ExchangeAttribute;
import io.undertow.attribute.ExchangeAttributeBuilder;
import io.undertow.attribute.ResponseTimeAttribute;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of the codes that Apache and Tomcat have for the lines of an access log; Undertow's
 * attributes, of which most of them are made, may stand in it by their own names too. Undertow's
 * parser takes the codes with a name for text, and others for milliseconds where they are
 * microseconds. What a client sent is escaped within quotes and without, as Apache does it.
 */
final class LogPattern {
  private static final String KNOWN =
      "known are %a %A %b %B %D %h %H %l %m %p %q %r %s %t %T %u %U %v, %{name}i, %{name}o,"
          + " %{name}c, %{format}t and %% for itself";

  private final List<ExchangeAttribute> pieces;

  private LogPattern(List<ExchangeAttribute> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /**
   * @throws IllegalArgumentException whose message says what is wrong, as the end of a sentence
   */
  static LogPattern parse(String text) {
    Reading reading = new Reading();
    int at = 0;
    while (at < text.length()) {
      at = reading.read(text, at);
    }
    if (reading.pieces.isEmpty()) {
      throw new IllegalArgumentException(
          "must be combined, common or a pattern of % codes, not \"" + text + "\" (" + KNOWN + ")");
    }
    reading.endText();
    return new LogPattern(reading.pieces);
  }

  /** A pattern while it is read. Undertow's builders are needed no longer than that. */
  private static final class Reading {
    private final List<ExchangeAttribute> pieces = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private final List<ExchangeAttributeBuilder> builders =
        ServiceLoader.load(ExchangeAttributeBuilder.class, LogPattern.class.getClassLoader())
            .stream()
            .map(Provider::get)
            .toList();

    /** Reads one code or character, and returns where the next begins. */
    private int read(String text, int at) {
      if (text.charAt(at) != '%') {
        plain.append(text.charAt(at));
        return at + 1;
      }
      if (text.startsWith("%%", at)) {
        plain.append('%');
        return at + 2;
      }
      if (text.startsWith("%{", at)) {
        return readNamed(text, at);
      }
      // of which request of a redirection: here there is one
      boolean sign = text.startsWith("%>", at) || text.startsWith("%<", at);
      int end = at + (sign ? 3 : 2);
      if (end > text.length()) {
        throw unknown(text.substring(at));
      }
      char code = text.charAt(end - 1);
      add(
          code == 'u' ? new User() : build(code == 'D' ? "%{RESPONSE_TIME_MICROS}" : "%" + code),
          text.substring(at, end));
      return end;
    }

    private int readNamed(String text, int at) {
      int end = text.indexOf('}', at) + 1;
      if (end == 0) {
        throw unknown(text.substring(at));
      }
      ExchangeAttribute own = build(text.substring(at, end));
      if (own != null || end == text.length()) {
        add(own, text.substring(at, end));
        return end;
      }
      String kind =
          switch (text.charAt(end)) {
            case 'i' -> "i";
            case 'o' -> "o";
            case 'c' -> "c";
            case 't' -> "time";
            default -> "";
          };
      add(
          kind.isEmpty() ? null : build("%{" + kind + "," + text.substring(at + 2, end)),
          text.substring(at, end + 1));
      return end + 1;
    }

    private @Nullable ExchangeAttribute build(String token) {
      for (ExchangeAttributeBuilder builder : builders) {
        ExchangeAttribute attribute = builder.build(token);
        if (attribute != null) {
          return attribute;
        }
      }
      return null;
    }

    private void add(@Nullable ExchangeAttribute attribute, String code) {
      if (attribute == null) {
        throw unknown(code);
      }
      endText();
      pieces.add(attribute);
    }

    private void endText() {
      if (!plain.isEmpty()) {
        pieces.add(new ConstantExchangeAttribute(plain.toString()));
        plain.setLength(0);
      }
    }

    private static IllegalArgumentException unknown(String code) {
      return new IllegalArgumentException("has no code \"" + code + "\" (" + KNOWN + ")");
    }
  }

  /** Whether it tells how long an exchange took: its start has to be noted. */
  boolean timed() {
    return pieces.stream().anyMatch(ResponseTimeAttribute.class::isInstance);
  }

  String format(HttpServerExchange exchange) {
    StringBuilder line = new StringBuilder(160);
    for (ExchangeAttribute piece : pieces) {
      String value = piece.readAttribute(exchange);
      if (piece instanceof ConstantExchangeAttribute) {
        line.append(value);
      } else {
        // the request line of no request is two spaces
        line.append(value == null || value.isBlank() ? "-" : NcsaLine.escape(value));
      }
    }
    return line.toString();
  }

  /** Undertow's own knows those who have logged in by its own means alone. */
  private static final class User implements ExchangeAttribute {
    @Override
    public @Nullable String readAttribute(HttpServerExchange exchange) {
      return exchange.getAttachment(HttpServerExchange.REMOTE_USER);
    }

    @Override
    public void writeAttribute(HttpServerExchange exchange, String value) {
      throw new UnsupportedOperationException();
    }
  }
}
