package io.slipway.runtime;

import io.slipway.http.ContainerAnswer;
import io.slipway.http.Dispatch;
import io.slipway.http.ServletExchange;
import io.slipway.http.ThreadStrategy;
import io.slipway.model.PathEncoding;
import io.slipway.model.RequestTarget;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.MappingMatch;

/**
 * The last handler, behind a webapp's own stages: matches, and starts the request in the webapp.
 * Runs on the IO thread.
 */
public final class ServletEntry implements HttpHandler {
  /** What {@link ContextRouter} has read of the request line. */
  static final AttachmentKey<RequestTarget> TARGET = AttachmentKey.create(RequestTarget.class);

  private final WebappRuntime webapp;
  private final ThreadStrategy threads;

  public ServletEntry(WebappRuntime webapp, ThreadStrategy threads) {
    this.webapp = webapp;
    this.threads = threads;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    RequestTarget target = exchange.getAttachment(TARGET);
    if (target == null) {
      throw new IllegalStateException("The request has not come through the router");
    }
    String context = webapp.contextPath();
    String path = target.path().substring(context.length());
    String rawContext = rawContext(target.raw(), context);
    Dispatches dispatches = webapp.dispatches();
    Dispatch first = dispatches.first(target, rawContext, path);
    if (first == null) {
      ContainerAnswer.error(exchange, StatusCodes.NOT_FOUND, null);
    } else if (path.isEmpty() && first.mapping().getMappingMatch() != MappingMatch.PATH) {
      redirectToRoot(exchange, target, rawContext);
    } else if (dispatches.files() == null
        || !dispatches.files().answer(exchange, target, first, path)) {
      new ServletExchange(exchange, target, first).start(threads);
    }
  }

  /**
   * {@code /shop} is not in the webapp yet: relative links of its pages would lead beside it. The
   * location begins with one slash: two would name a host.
   */
  private void redirectToRoot(
      HttpServerExchange exchange, RequestTarget target, String rawContext) {
    String raw = target.raw();
    boolean decoded = rawContext.equals(webapp.contextPath());
    StringBuilder location =
        (decoded ? PathEncoding.encode(rawContext) : new StringBuilder(rawContext)).append('/');
    int parameters = raw.indexOf(';');
    if (parameters >= 0) {
      location.append(raw, parameters, raw.length());
    }
    if (target.query() != null) {
      location.append('?').append(target.query());
    }
    exchange
        .setStatusCode(StatusCodes.FOUND)
        .getResponseHeaders()
        .put(Headers.LOCATION, location.toString());
    ContainerAnswer.end(exchange);
  }

  /** The context path as the client wrote it: as many segments of the raw path as it has. */
  private static String rawContext(String raw, String context) {
    if (raw.startsWith(context)
        && (raw.length() == context.length() || raw.charAt(context.length()) == '/')) {
      return context;
    }
    int segments = 0;
    for (int i = 0; i < context.length(); i++) {
      segments += context.charAt(i) == '/' ? 1 : 0;
    }
    int end = 0;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = raw.indexOf('/', end + 1);
    }
    String written = end < 0 ? raw : raw.substring(0, end);
    int parameters = written.indexOf(';');
    String bare = parameters < 0 ? written : written.substring(0, parameters);
    // dot segments or empty segments in front: the canonical form says it best
    return RequestTarget.parse(bare, null) instanceof RequestTarget parsed
            && parsed.path().equals(context)
        ? bare
        : context;
  }
}
