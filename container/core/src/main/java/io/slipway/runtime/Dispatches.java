package io.slipway.runtime;

import io.slipway.http.AppContext;
import io.slipway.http.Dispatch;
import io.slipway.http.ErrorDispatch;
import io.slipway.model.RequestTarget;
import io.slipway.resource.WebappResources;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the dispatches of a webapp from its compiled tables: Servlet 6.1, 9 and 12. Thread safe.
 */
final class Dispatches {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  private final WebappRuntime app;
  private final Routes routes;
  private final ErrorPageTable errorPages;
  private final @Nullable FileLane files;

  /**
   * @param files null where all requests have to become those of servlets
   */
  Dispatches(
      WebappRuntime app, Routes routes, ErrorPageTable errorPages, @Nullable FileLane files) {
    this.app = app;
    this.routes = routes;
    this.errorPages = errorPages;
    this.files = files;
  }

  /**
   * The first of a request.
   *
   * @param rawContextPath as the client wrote it
   * @param path decoded, inside the webapp
   * @return null where nothing at all serves the path
   */
  @Nullable Dispatch first(RequestTarget target, String rawContextPath, String path) {
    Routes.Route route = routes.match(path);
    if (route == null) {
      return null;
    }
    ServletMap.Match<FilterChains[]> match = route.match();
    // 10.5: 404 for whatever a client asks of WEB-INF, even where a servlet would answer it
    return new Dispatch(
        app,
        WebappResources.isHidden(path) ? routes.hidden() : route.target(DispatcherType.REQUEST),
        DispatcherType.REQUEST,
        target.raw(),
        rawContextPath,
        match.servletPath(),
        match.pathInfo(),
        target.query(),
        match.mapping(),
        false,
        null);
  }

  @Nullable FileLane files() {
    return files;
  }

  /** Null where the path leads out of the webapp. A slash in front is added where it is missing. */
  static @Nullable RequestTarget target(String path) {
    String absolute = path.startsWith("/") ? path : "/" + path;
    return RequestTarget.parseDispatcherPath(absolute) instanceof RequestTarget target
        ? target
        : null;
  }

  /** See {@link AppContext#errorDispatch}. */
  @Nullable ErrorDispatch toErrorPage(int status, @Nullable Throwable failure, Dispatch failed) {
    ErrorPageTable.Located page = errorPages.locate(status, failure);
    RequestTarget target = page == null ? null : target(page.location());
    if (page == null || target == null) {
      return null;
    }
    try {
      return new ErrorDispatch(to(DispatcherType.ERROR, target, failed), page.shown());
    } catch (ServletException nobodyServesIt) {
      LOG.warnf("%s: error page %s leads nowhere", app.label(), page.location());
      return null;
    }
  }

  /** See {@link AppContext#asyncDispatch}. */
  Dispatch toAsync(String path, Dispatch from) {
    RequestTarget target = path.startsWith("/") ? target(path) : null;
    if (target == null) {
      throw new IllegalArgumentException("\"" + path + "\" is not a path in " + app.label());
    }
    try {
      return to(DispatcherType.ASYNC, target, from);
    } catch (ServletException nobodyServesIt) {
      throw new IllegalArgumentException(nobodyServesIt.getMessage(), nobodyServesIt);
    }
  }

  /**
   * One to a path in this webapp.
   *
   * @throws ServletException if nothing at all serves the path
   */
  Dispatch to(DispatcherType type, RequestTarget target, Dispatch from) throws ServletException {
    Routes.Route route = routes.match(target.path());
    if (route == null) {
      throw new ServletException("No servlet of " + app.label() + " serves " + target.path());
    }
    ServletMap.Match<FilterChains[]> match = route.match();
    String prefix = from.app() == app ? from.contextPath() : app.contextPath();
    return new Dispatch(
        app,
        route.target(type),
        type,
        prefix + target.raw(),
        prefix,
        match.servletPath(),
        match.pathInfo(),
        target.query(),
        match.mapping(),
        false,
        from);
  }

  /** One to a servlet by its name: paths and mapping stay those of {@code from} (9.1). */
  Dispatch named(DispatcherType type, String name, Dispatch from) throws ServletException {
    CompiledChain target = routes.named(name, type);
    if (target == null) {
      throw new ServletException("There is no servlet named " + name);
    }
    return new Dispatch(
        app,
        target,
        type,
        from.requestUri(),
        from.contextPath(),
        from.servletPath(),
        from.pathInfo(),
        from.query(),
        from.mapping(),
        true,
        from);
  }
}
