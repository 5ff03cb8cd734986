/**
 * Where the settings come from: defaults, {@code conf/slipway.yaml}, the environment, options; and
 * {@code WEB-INF/slipway.yaml} of a webapp. {@link io.slipway.config.Keys} declares each key once.
 *
 * <p>{@link io.slipway.config.SettingsReader} gathers {@link io.slipway.config.Settings}, each with
 * where it came from, and every problem; {@link io.slipway.config.ContainerOptions} makes them the
 * records that the container is built with. Apart from them, {@link
 * io.slipway.config.FileIdentityStore} has the users of {@code conf/users.yaml}.
 */
@NullMarked
package io.slipway.config;

import org.jspecify.annotations.NullMarked;
