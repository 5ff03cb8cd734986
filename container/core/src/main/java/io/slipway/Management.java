package io.slipway;

import io.slipway.model.ContextPath;
import io.slipway.spi.Metrics;
import io.slipway.wire.ErrorText;
import io.slipway.wire.OwnAnswer;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/**
 * The listener for those who run the container. It answers from before the first webapp is deployed
 * until the last one is gone.
 *
 * <p>Live: an IO thread answers. Ready: the container takes requests; not while it starts, and not
 * from the moment it is told to end. A webapp that failed does not make it unready: whoever lets
 * the container go on without it wants the others served. The answer names it.
 */
final class Management implements HttpHandler, AutoCloseable {
  /** For a head, between two requests, and for an answer of which nothing is taken. */
  private static final int TIMEOUT_MILLIS = 10_000;

  /** Further ones wait to be accepted. */
  private static final int MAX_CONNECTIONS = 200;

  private final BooleanSupplier ready;
  private final Supplier<Collection<? extends Webapp>> webapps;
  private final @Nullable Metrics metrics;
  private @Nullable AcceptingChannel<StreamConnection> channel;

  Management(
      BooleanSupplier ready,
      Supplier<Collection<? extends Webapp>> webapps,
      @Nullable Metrics metrics) {
    this.ready = ready;
    this.webapps = webapps;
    this.metrics = metrics;
  }

  /**
   * Accepts from now on.
   *
   * @throws ListenException if the address cannot be bound
   */
  void open(ManagementOptions options, Listening with) {
    HttpOpenListener listener =
        new HttpOpenListener(
            with.buffers(),
            OptionMap.builder()
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, TIMEOUT_MILLIS)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, TIMEOUT_MILLIS)
                .getMap());
    listener.setRootHandler(this);
    try {
      AcceptingChannel<StreamConnection> accepting =
          with.worker()
              .createStreamConnectionServer(
                  new InetSocketAddress(options.bind(), options.port()),
                  ChannelListeners.openListenerAdapter(listener),
                  OptionMap.builder()
                      .set(Options.REUSE_ADDRESSES, true)
                      .set(Options.WRITE_TIMEOUT, TIMEOUT_MILLIS)
                      .set(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS)
                      .set(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS)
                      .getMap());
      channel = accepting;
      accepting.resumeAccepts();
    } catch (IOException | UnresolvedAddressException failure) {
      throw ListenException.of(options.bind(), "management.port " + options.port(), failure);
    }
  }

  /** -1 where it is not open. */
  int port() {
    AcceptingChannel<?> accepting = channel;
    return accepting == null ? -1 : ((InetSocketAddress) accepting.getLocalAddress()).getPort();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    if (!exchange.isRequestComplete()) {
      OwnAnswer.error(exchange, StatusCodes.REQUEST_ENTITY_TOO_LARGE, null);
      return;
    }
    if (!exchange.getRequestMethod().equals(Methods.GET)
        && !exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      OwnAnswer.error(exchange, StatusCodes.METHOD_NOT_ALLOWED, null);
      return;
    }
    Metrics counted = metrics;
    switch (exchange.getRequestPath()) {
      case "/health/live" -> json(exchange, true, "{\"status\":\"UP\"}");
      case "/health/ready" -> {
        boolean up = ready.getAsBoolean();
        json(exchange, up, readiness(up));
      }
      case "/metrics" -> {
        if (counted == null) {
          OwnAnswer.error(exchange, StatusCodes.NOT_FOUND, null);
        } else {
          exchange.dispatch(() -> scrape(exchange, counted));
        }
      }
      default -> OwnAnswer.error(exchange, StatusCodes.NOT_FOUND, null);
    }
  }

  private static void json(HttpServerExchange exchange, boolean up, String text) {
    exchange.setStatusCode(up ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    OwnAnswer.send(exchange, text + "\n");
  }

  private String readiness(boolean up) {
    StringBuilder text = new StringBuilder("{\"status\":\"");
    text.append(up ? "UP" : "DOWN").append("\",\"webapps\":[");
    String separator = "";
    for (Webapp webapp : webapps.get()) {
      text.append(separator).append("{\"context\":");
      ErrorText.quote(text, webapp.host() + ContextPath.label(webapp.contextPath()));
      text.append(",\"state\":\"").append(webapp.state()).append("\"}");
      separator = ",";
    }
    return text.append("]}").toString();
  }

  private static void scrape(HttpServerExchange exchange, Metrics metrics) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, metrics.contentType());
    OwnAnswer.send(exchange, metrics.scrape());
  }

  @Override
  public void close() {
    IoUtils.safeClose(channel);
  }
}
