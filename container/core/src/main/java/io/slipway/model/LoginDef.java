package io.slipway.model;

import java.util.Optional;

/**
 * {@code login-config}: Servlet 6.1, 13.6.
 *
 * @param authMethod {@code BASIC}, {@code DIGEST}, {@code FORM}, {@code CLIENT-CERT}, or one that
 *     an extension knows
 */
public record LoginDef(
    String authMethod,
    Optional<String> realmName,
    Optional<String> formLoginPage,
    Optional<String> formErrorPage,
    Origin origin) {}
