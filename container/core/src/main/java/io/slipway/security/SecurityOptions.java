package io.slipway.security;

/**
 * What security needs to know of the server.
 *
 * @param confidentialPort where {@code CONFIDENTIAL} requests are redirected to; -1 where there is
 *     no HTTPS listener: they get 403
 * @param defaultRealm for a {@code login-config} without {@code realm-name}
 * @param maxSavedBody bytes of a request body kept while its user logs in by form; a larger one is
 *     answered 413
 */
public record SecurityOptions(int confidentialPort, String defaultRealm, int maxSavedBody) {
  public static final SecurityOptions DEFAULT = new SecurityOptions(-1, "default", 64 << 10);
}
