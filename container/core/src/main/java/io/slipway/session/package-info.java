/**
 * HTTP sessions: Servlet 6.1, chapter 7.
 *
 * <p>{@link io.slipway.session.Sessions} has those of one webapp while it runs, by cookie, URL or
 * TLS session; {@code Passivation} carries them over the time in which it does not, through a
 * {@link io.slipway.session.SessionStore}.
 */
@NullMarked
package io.slipway.session;

import org.jspecify.annotations.NullMarked;
