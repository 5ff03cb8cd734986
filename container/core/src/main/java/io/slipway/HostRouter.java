package io.slipway;

import io.slipway.runtime.ContextRouter;
import io.slipway.wire.OwnAnswer;
import io.slipway.wire.SparseLogs;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request to the host that it names, by {@code Host}, {@code :authority} or the absolute
 * form of its target, which the stages in front have made one. An exact name comes before a
 * wildcard. Who names none of them gets the default host if that answers to every name, else 421
 * (RFC 9110, 15.5.20).
 */
final class HostRouter implements HttpHandler {
  private static final Logger LOG = Logger.getLogger("io.slipway");
  private static final int MISDIRECTED_REQUEST = 421;

  private final SparseLogs logs = new SparseLogs();
  private final Map<String, HttpHandler> byName = new HashMap<>();

  /** Null where the default host has names of its own. */
  private final @Nullable HttpHandler standard;

  private HostRouter(@Nullable HttpHandler standard) {
    this.standard = standard;
  }

  /**
   * @param hosts the default one first
   * @return the router of the only host, where every name is its own
   * @throws IllegalArgumentException if two hosts have the same name
   */
  static HttpHandler of(Map<HostBuilder, ContextRouter> hosts) {
    Map.Entry<HostBuilder, ContextRouter> first = hosts.entrySet().iterator().next();
    boolean everyName = first.getKey().names.isEmpty();
    if (hosts.size() == 1 && everyName) {
      return first.getValue();
    }
    HostRouter router = new HostRouter(everyName ? first.getValue() : null);
    hosts.forEach(
        (host, handler) -> {
          for (String name : host.names) {
            if (router.byName.putIfAbsent(name, handler) != null) {
              throw new IllegalArgumentException("Two hosts are named " + name);
            }
          }
        });
    return router;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HttpHandler host = find(exchange.getHostName());
    if (host == null) {
      String asked = exchange.getHostName();
      LOG.logf(
          logs.due(asked) ? Logger.Level.INFO : Logger.Level.DEBUG,
          "421: no host is named %s (hosts.default-names, hosts.further)",
          asked);
      OwnAnswer.error(exchange, MISDIRECTED_REQUEST, null);
      return;
    }
    host.handleRequest(exchange);
  }

  private @Nullable HttpHandler find(String asked) {
    HttpHandler host = byName.get(asked);
    if (host != null) {
      return host;
    }
    String name = asked.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    host = byName.get(name);
    int dot = name.indexOf('.');
    if (host == null && dot > 0) {
      host = byName.get("*" + name.substring(dot));
    }
    return host == null ? standard : host;
  }
}
