/**
 * What extensions of the container implement: identity stores, features such as CDI or pages,
 * connection pools, content codings, metrics.
 *
 * <p>Optional parts are found by {@link java.util.ServiceLoader}'s files in the container's own
 * class loader; {@link io.slipway.spi.Feature} is the one that webapps notice, and begins one
 * {@link io.slipway.spi.WebappFeature} in each that it applies to.
 */
@NullMarked
package io.slipway.spi;

import org.jspecify.annotations.NullMarked;
