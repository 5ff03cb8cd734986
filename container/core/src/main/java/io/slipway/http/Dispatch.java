package io.slipway.http;

import io.slipway.model.PathEncoding;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch of a request: what paths, mapping and dispatcher attributes are while it runs
 * (Servlet 6.1, chapter 9). Each has a {@link ServerRequest} of its own.
 *
 * @param app the webapp that this dispatch runs in; differs from {@code previous.app()} for
 *     cross-context dispatches
 * @param contextPath as sent by the client, not decoded; empty for the root context
 * @param requestUri as sent or as built for the dispatch, not decoded, without query
 * @param servletPath decoded
 * @param pathInfo decoded
 * @param query of this dispatch alone: for a forward or include that of its path, null if it has
 *     none
 * @param named obtained by {@code getNamedDispatcher}: sets no attributes and changes no path
 * @param previous the dispatch that this one came from
 */
public record Dispatch(
    AppContext app,
    Target target,
    DispatcherType type,
    String requestUri,
    String contextPath,
    String servletPath,
    @Nullable String pathInfo,
    @Nullable String query,
    HttpServletMapping mapping,
    boolean named,
    @Nullable Dispatch previous) {

  /**
   * The dispatch whose paths the request shows while this one runs: an include and a named dispatch
   * change none (9.3.1, 9.4).
   */
  Dispatch shown() {
    Dispatch found = this;
    while (!found.showsPath() && found.previous != null) {
      found = found.previous;
    }
    return found;
  }

  private boolean showsPath() {
    return type != DispatcherType.INCLUDE && !named;
  }

  /**
   * The query string of the path that is shown, or that of an earlier one where a dispatch came
   * without (9.1.1).
   */
  @Nullable String shownQuery() {
    for (Dispatch dispatch = shown(); dispatch != null; dispatch = dispatch.previous) {
      if (dispatch.showsPath() && dispatch.query != null) {
        return dispatch.query;
      }
    }
    return null;
  }

  /**
   * Decoded, inside the webapp: what servlets are matched by, which is that of the welcome file
   * where one was chosen.
   */
  public String path() {
    return pathInfo == null ? servletPath : servletPath + pathInfo;
  }

  /** The request as the client made it, in the webapp that it came to. */
  public Dispatch first() {
    Dispatch first = this;
    while (first.previous != null) {
      first = first.previous;
    }
    return first;
  }

  /** By the container itself, not by a {@code RequestDispatcher}. */
  boolean isByContainer() {
    return switch (type) {
      case FORWARD, INCLUDE -> false;
      case REQUEST, ASYNC, ERROR -> true;
    };
  }

  /** Parameters of its own: a query that came with the path of the dispatch. */
  @Nullable String addedQuery() {
    return previous == null || named || query == null || query.isEmpty() ? null : query;
  }

  /**
   * A dispatcher path made absolute in the webapp: {@code ServletRequest.getRequestDispatcher},
   * relative to the request's current path, and for an included servlet to the path it was included
   * with.
   *
   * @return null where it leads out of the webapp
   */
  @Nullable String absolute(String relative) {
    if (relative.startsWith("/")) {
      return relative;
    }
    Dispatch base = named ? shown() : this;
    String here = base.path();
    int slash = here.lastIndexOf('/');
    // The dispatcher reads its path as it stands in a URL, while the path of the request is decoded
    return PathEncoding.encode(here.substring(0, slash + 1))
        .insert(0, slash < 0 ? "/" : "")
        .append(relative)
        .toString();
  }
}
