/**
 * HTTP sessions: Servlet 6.1, chapter 7.
 *
 * <p>{@link io.slipway.session.Sessions} holds those of one webapp while it runs, tracked by
 * cookie, URL or TLS session; {@code Passivation} keeps them while it does not, in a {@link
 * io.slipway.session.SessionStore}.
 */
@NullMarked
package io.slipway.session;

import org.jspecify.annotations.NullMarked;
