package io.slipway.http;

import org.jspecify.annotations.Nullable;

/**
 * The dispatch to an error page: Servlet 6.1, 10.9.
 *
 * @param shown what the page is told of as {@code jakarta.servlet.error.exception}: the exception
 *     that it was found by, which may be the root cause of the one that was thrown; null after
 *     {@code sendError}
 */
public record ErrorDispatch(Dispatch dispatch, @Nullable Throwable shown) {}
