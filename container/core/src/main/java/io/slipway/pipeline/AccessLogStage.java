package io.slipway.pipeline;

import io.slipway.wire.RefusedHeads;
import io.undertow.attribute.ConstantExchangeAttribute;
import io.undertow.attribute.ExchangeAttribute;
import io.undertow.attribute.ExchangeAttributes;
import io.undertow.attribute.ReadOnlyAttributeException;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/**
 * A line for each exchange that ends, whatever ended it, and for each head that was answered
 * without one. Undertow's {@code AccessLogHandler} escapes nothing and its receiver's queue has no
 * bound, so only its attributes are used, for formats of one's own.
 */
final class AccessLogStage extends Stage implements ExchangeCompletionListener, RefusedHeads {
  private static final Logger LOG = Logger.getLogger("io.slipway.access");

  private final @Nullable LogFile file;
  private final NcsaLine line;
  private final @Nullable ExchangeAttribute custom;

  private AccessLogStage(AccessLogOptions options, @Nullable LogFile file, HttpHandler next) {
    super(next);
    this.file = file;
    this.line = new NcsaLine(!options.format().equals("common"));
    boolean known = options.format().equals("combined") || options.format().equals("common");
    this.custom =
        known
            ? null
            : ExchangeAttributes.parser(
                    AccessLogStage.class.getClassLoader(), AccessLogStage::orDash)
                .parse(options.format());
  }

  /** The request line of no request is two spaces. */
  private static ExchangeAttribute orDash(ExchangeAttribute attribute) {
    if (attribute instanceof ConstantExchangeAttribute) {
      return attribute;
    }
    return new ExchangeAttribute() {
      @Override
      public String readAttribute(HttpServerExchange exchange) {
        String text = attribute.readAttribute(exchange);
        return text == null || text.isBlank() ? "-" : text;
      }

      @Override
      public void writeAttribute(HttpServerExchange exchange, String text)
          throws ReadOnlyAttributeException {
        throw new ReadOnlyAttributeException();
      }
    };
  }

  static AccessLogStage open(AccessLogOptions options, HttpHandler next) throws IOException {
    LogFile file =
        options.file() == null
            ? null
            : LogFile.open(options.file(), options.rotate(), options.queue());
    return new AccessLogStage(options, file, next);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addExchangeCompleteListener(this);
    proceed(exchange);
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    try {
      write(custom == null ? line.format(exchange) : format(custom, exchange));
    } finally {
      nextListener.proceed();
    }
  }

  @Override
  public void answered(StreamConnection connection, int status, int size) {
    write(
        custom == null
            ? line.format(connection.getPeerAddress(InetSocketAddress.class), status, size)
            : format(custom, NoRequest.exchange(connection, status, size)));
  }

  private static String format(ExchangeAttribute pattern, HttpServerExchange exchange) {
    return NcsaLine.escape(pattern.readAttribute(exchange), false);
  }

  private void write(String text) {
    if (file == null) {
      LOG.info(text);
    } else {
      file.add(text);
    }
  }

  void close() {
    if (file != null) {
      file.close();
    }
  }
}
