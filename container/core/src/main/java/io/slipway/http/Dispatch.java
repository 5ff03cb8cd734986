package io.slipway.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletMapping;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch of a request: what paths, mapping and dispatcher attributes are while it runs. A
 * request holds the current one; a forward or include puts another in front of it and takes it away
 * afterwards (Servlet 6.1, chapter 9).
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
    @Nullable Dispatch previous) {}
