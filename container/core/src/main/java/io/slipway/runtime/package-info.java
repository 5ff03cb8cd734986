/**
 * A deployed webapp at work: context, registrations, holders, filter chains, mapping, dispatchers.
 *
 * <p>{@link io.slipway.runtime.ContextRouter} finds the webapp of a request and {@link
 * io.slipway.runtime.ServletEntry} its servlet, by the tables that {@link
 * io.slipway.runtime.WebappRuntime} compiles when the webapp has been initialised ({@code Routes},
 * {@code ServletMap}, {@code FilterChains}, {@code ErrorPageTable}). Before that, {@link
 * io.slipway.runtime.WebappContext} takes registrations while its {@code Window} is open.
 *
 * <p>Classes of what an application gets are public, because libraries call it by reflection; they
 * are no API for embedders.
 */
@NullMarked
package io.slipway.runtime;

import org.jspecify.annotations.NullMarked;
