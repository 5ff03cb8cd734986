/**
 * Authentication and authorisation: Servlet 6.1, chapter 13.
 *
 * <p>{@link io.slipway.security.WebappSecurity} is asked about each request: {@code
 * ConstraintTable} says what the request must fulfil, and {@code HttpLogin} (BASIC, DIGEST,
 * CLIENT-CERT, by Undertow's mechanisms) or {@code FormLogin} who sent it. The users are in an
 * {@link io.slipway.spi.IdentityStore}.
 */
@NullMarked
package io.slipway.security;

import org.jspecify.annotations.NullMarked;
