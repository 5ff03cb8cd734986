/**
 * The command line, and what the distribution is beside the container.
 *
 * <p>{@link io.slipway.cli.Main} does what {@code Arguments} say ({@code Option} lists them, {@code
 * Help} is for people): {@code slipway run} by {@code Run}, which lays out the webapps and has
 * {@code Watch} follow their folders; {@code slipway config}; {@code slipway user add} by {@code
 * AddUser}; {@code slipway archive} by {@code StartupArchive}.
 */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
