package io.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * A request target, canonicalised once: Servlet 6.1, 3.5.2.
 *
 * @param raw the path as sent, with path parameters, without query
 * @param path decoded, without path parameters and dot segments; begins with a slash
 * @param query as sent, without the question mark; null if there was none
 */
public record RequestTarget(String raw, String path, @Nullable String query) {}
