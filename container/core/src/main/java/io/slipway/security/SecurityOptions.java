package io.slipway.security;

import io.slipway.spi.IdentityStore;
import org.jspecify.annotations.Nullable;

/**
 * What security needs to know of the server.
 *
 * @param store who may log in; null where the server has no users
 * @param confidentialPort where {@code CONFIDENTIAL} requests are redirected to; -1 where there is
 *     no HTTPS listener: they get 403
 * @param maxSavedBody bytes of a request body kept while its user logs in by form; a larger one is
 *     answered 413
 */
public record SecurityOptions(
    @Nullable IdentityStore store, int confidentialPort, int maxSavedBody) {
  /** What {@code maxSavedBody} is where nobody says it. */
  public static final int DEFAULT_MAX_SAVED_BODY = 64 << 10;
}
