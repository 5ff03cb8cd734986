/**
 * A deployed webapp at work: context, registrations, holders, filter chains, mapping, dispatchers.
 *
 * <p>{@link io.slipway.runtime.WebappLifecycle} begins and ends a webapp: {@link
 * io.slipway.runtime.WebappContext} takes registrations while its {@code Window} is open; then the
 * tables are compiled ({@code Routes}, {@code ServletMap}, {@code FilterChains}, {@code
 * ErrorPageTable}), and what comes of it is the {@link io.slipway.runtime.WebappRuntime} that
 * serves requests. {@link io.slipway.runtime.ContextRouter} finds the webapp of a request and
 * {@link io.slipway.runtime.ServletEntry} its servlet.
 *
 * <p>The classes of objects that applications get are public, because libraries call them by
 * reflection; they are not an API for embedders.
 */
@NullMarked
package io.slipway.runtime;

import org.jspecify.annotations.NullMarked;
