/**
 * A deployed webapp at work: context, registrations, holders, filter chains, mapping, dispatchers.
 *
 * <p>Classes of what an application gets are public, because libraries call it by reflection; they
 * are no API for embedders.
 */
@NullMarked
package io.slipway.runtime;

import org.jspecify.annotations.NullMarked;
