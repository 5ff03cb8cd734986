package io.slipway.pipeline;

import io.slipway.wire.RefusedHeads;
import io.undertow.attribute.ExchangeAttribute;
import io.undertow.attribute.ExchangeAttributes;
import io.undertow.attribute.SubstituteEmptyWrapper;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A line for each exchange that ends, whatever ended it, and for each head that was answered
 * without one, which formats of one's own have nothing to say of. Undertow's {@code
 * AccessLogHandler} escapes nothing and its receiver's queue has no bound, so only its attributes
 * are used, for formats of one's own.
 */
final class AccessLogStage implements HttpHandler, ExchangeCompletionListener, RefusedHeads {
  private static final Logger LOG = Logger.getLogger("io.slipway.access");

  private final HttpHandler next;
  private final @Nullable LogFile file;
  private final NcsaLine line;
  private final @Nullable ExchangeAttribute custom;

  private AccessLogStage(AccessLogOptions options, @Nullable LogFile file, HttpHandler next) {
    this.next = next;
    this.file = file;
    this.line = new NcsaLine(!options.format().equals("common"));
    boolean known = options.format().equals("combined") || options.format().equals("common");
    this.custom =
        known
            ? null
            : ExchangeAttributes.parser(
                    AccessLogStage.class.getClassLoader(), new SubstituteEmptyWrapper("-"))
                .parse(options.format());
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
    next.handleRequest(exchange);
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    try {
      String text =
          custom == null
              ? line.format(exchange)
              : NcsaLine.escape(custom.readAttribute(exchange), false);
      write(text);
    } finally {
      nextListener.proceed();
    }
  }

  @Override
  public void answered(InetSocketAddress client, int status, int size) {
    if (custom == null) {
      write(line.format(client, status, size));
    }
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
