package io.slipway.pipeline;

import io.slipway.wire.RefusedHeads;
import io.undertow.server.Connectors;
import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/**
 * A line for each exchange that ends, whatever ended it, and for each head that was answered
 * without one. Undertow's {@code AccessLogHandler} escapes nothing and its receiver's queue has no
 * bound.
 */
final class AccessLogStage extends Stage implements ExchangeCompletionListener, RefusedHeads {
  private static final Logger LOG = Logger.getLogger("io.slipway.access");

  private final @Nullable LogFile file;
  private final NcsaLine line;
  private final @Nullable LogPattern custom;
  private final boolean timed;

  private AccessLogStage(AccessLogOptions options, @Nullable LogFile file, HttpHandler next) {
    super(next);
    this.file = file;
    this.line = new NcsaLine(!options.format().equals("common"));
    this.custom = options.isNamed() ? null : LogPattern.parse(options.format());
    this.timed = custom != null && custom.timed();
  }

  static AccessLogStage open(AccessLogOptions options, HttpHandler next) throws IOException {
    LogFile file =
        options.file() == null
            ? null
            : LogFile.open(
                options.file(), options.rotate(), options.queue(), Clock.systemDefaultZone());
    return new AccessLogStage(options, file, next);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (timed) {
      Connectors.setRequestStartTime(exchange);
    }
    exchange.addExchangeCompleteListener(this);
    proceed(exchange);
  }

  @Override
  public void exchangeEvent(HttpServerExchange exchange, NextListener nextListener) {
    try {
      write(custom == null ? line.format(exchange) : custom.format(exchange));
    } finally {
      nextListener.proceed();
    }
  }

  @Override
  public void answered(StreamConnection connection, int status, int size) {
    write(
        custom == null
            ? line.format(connection.getPeerAddress(InetSocketAddress.class), status, size)
            : custom.format(NoRequest.exchange(connection, status, size)));
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
