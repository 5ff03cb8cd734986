package io.slipway.runtime;

import io.slipway.http.ContainerAnswer;
import io.slipway.http.Target;
import io.slipway.model.ParsedTarget;
import io.slipway.model.PrefixMap;
import io.slipway.model.RefusedTarget;
import io.slipway.model.RequestTarget;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request target, once, and finds the webapp with the longest context path: Servlet 6.1,
 * 3.5.2 and 12.1. Webapps come and go in one step each; a request sees one state or the other.
 */
public final class ContextRouter implements HttpHandler {
  private final AtomicReference<PrefixMap<Mount>> mounts =
      new AtomicReference<>(new PrefixMap<>(Map.of()));

  /**
   * Puts a webapp at its context path, in place of one that may be there; returns that one, to be
   * drained.
   */
  public @Nullable Mount mount(Mount mount) {
    return change(mount.webapp().contextPath(), mount);
  }

  /** Takes a webapp away; returns it, to be drained. */
  public @Nullable Mount unmount(String contextPath) {
    return change(contextPath, null);
  }

  private @Nullable Mount change(String contextPath, @Nullable Mount mount) {
    Mount before = mounts.getAndUpdate(now -> now.with(contextPath, mount)).get(contextPath);
    if (before != null) {
      before.takenOut();
    }
    return before;
  }

  /** The webapp that serves a decoded path. */
  public @Nullable Mount find(String path) {
    return now().nearest(path);
  }

  public Collection<Mount> mounts() {
    return now().values();
  }

  private PrefixMap<Mount> now() {
    return Objects.requireNonNull(mounts.get());
  }

  /** Context path of the webapp that a request was given to; null if none was. */
  public static @Nullable String contextOf(HttpServerExchange exchange) {
    return exchange.getAttachment(ServletEntry.TARGET) == null ? null : exchange.getResolvedPath();
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    String query = exchange.getQueryString();
    String uri = exchange.getRequestURI();
    ParsedTarget parsed = RequestTarget.parse(uri, query.isEmpty() ? null : query);
    if (parsed instanceof RefusedTarget refused) {
      refuse(exchange, refused);
      return;
    }
    RequestTarget target = (RequestTarget) parsed;
    Mount mount = find(target.path());
    while (mount != null && !mount.enter()) {
      mount = find(target.path());
    }
    if (mount == null) {
      ContainerAnswer.error(exchange, StatusCodes.NOT_FOUND, null);
      return;
    }
    exchange.putAttachment(ServletEntry.TARGET, target);
    String context = mount.webapp().contextPath();
    exchange.setResolvedPath(context);
    exchange.setRelativePath(target.path().substring(context.length()));
    mount.handle(exchange);
  }

  private static void refuse(HttpServerExchange exchange, RefusedTarget refused) {
    if (refused.reason() == RefusedTarget.Reason.ASTERISK_FORM
        && exchange.getRequestMethod().equalToString("OPTIONS")) {
      exchange
          .setStatusCode(StatusCodes.OK)
          .getResponseHeaders()
          .put(Headers.ALLOW, Target.ALL_METHODS);
      ContainerAnswer.end(exchange);
    } else {
      ContainerAnswer.refuse(
          exchange, StatusCodes.BAD_REQUEST, "its target " + refused.reason().text());
    }
  }
}
