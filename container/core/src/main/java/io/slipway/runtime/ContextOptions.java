package io.slipway.runtime;

import io.slipway.http.RequestOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an embedder says of a webapp's context, beside what the webapp declares.
 *
 * @param displayName instead of the declared one; null to leave that
 * @param params over the declared ones
 * @param attributes from the beginning
 * @param requests limits and sizes
 */
public record ContextOptions(
    @Nullable String displayName,
    Map<String, String> params,
    Map<String, Object> attributes,
    RequestOptions requests) {
  public ContextOptions {
    params = Map.copyOf(params);
    attributes = Map.copyOf(attributes);
  }
}
