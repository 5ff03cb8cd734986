/**
 * What a webapp declares, as immutable records; and what a request's target means before any webapp
 * is known. Depends on nothing of Slipway.
 *
 * <p>{@link io.slipway.model.WebApp} is all of a webapp after the merge; what is wrong with one is
 * a {@link io.slipway.model.Problem}, and where something was said an {@link
 * io.slipway.model.Origin}. {@link io.slipway.model.RequestTarget} is the canonical path of Servlet
 * 6.1, 3.5.2, and {@link io.slipway.model.PatternMap} knows which pattern it belongs to (12.1).
 */
@NullMarked
package io.slipway.model;

import org.jspecify.annotations.NullMarked;
