/**
 * Where the settings come from: defaults, {@code conf/slipway.yaml}, the environment, options; and
 * {@code WEB-INF/slipway.yaml} of a webapp. {@link io.slipway.config.Keys} declares each key once.
 */
@NullMarked
package io.slipway.config;

import org.jspecify.annotations.NullMarked;
