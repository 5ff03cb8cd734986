package io.slipway.runtime;

import io.slipway.http.Dispatch;
import io.slipway.model.RequestTarget;
import io.slipway.resource.WebappResources;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the dispatches of a webapp from its compiled tables: Servlet 6.1, 9 and 12. Thread safe.
 */
final class Dispatches {
  private final WebappRuntime app;
  private final Routes routes;
  private final CompiledChain hidden;
  private final @Nullable FileLane files;

  /**
   * @param hidden answers for {@code WEB-INF}
   * @param files null where all requests have to become those of servlets
   */
  Dispatches(WebappRuntime app, Routes routes, CompiledChain hidden, @Nullable FileLane files) {
    this.app = app;
    this.routes = routes;
    this.hidden = hidden;
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
        WebappResources.isHidden(path) ? hidden : route.target(DispatcherType.REQUEST),
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
