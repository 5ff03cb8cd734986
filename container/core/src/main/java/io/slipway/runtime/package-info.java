/**
 * A deployed webapp at work: context, registrations, holders, filter chains, mapping, dispatchers.
 */
@NullMarked
package io.slipway.runtime;

import org.jspecify.annotations.NullMarked;
