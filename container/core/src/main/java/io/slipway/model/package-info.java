/**
 * What a webapp declares, as immutable records; and what the target of a request means before its
 * webapp is known. Depends on no other package of Slipway.
 *
 * <p>{@link io.slipway.model.WebApp} is everything that a webapp declares, after the merge; what is
 * wrong with it is a {@link io.slipway.model.Problem}, and where something was declared an {@link
 * io.slipway.model.Origin}. {@link io.slipway.model.RequestTarget} is the canonical path of Servlet
 * 6.1, 3.5.2, and {@link io.slipway.model.PatternMap} knows which pattern it belongs to (12.1).
 */
@NullMarked
package io.slipway.model;

import org.jspecify.annotations.NullMarked;
