/**
 * What extensions of the container implement: identity stores, features such as CDI or pages,
 * connection pools, content codings, metrics.
 *
 * <p>Optional parts are found in the container's own class loader, by {@link
 * java.util.ServiceLoader}'s files. {@link io.slipway.spi.Feature} is the kind that webapps notice:
 * it begins one {@link io.slipway.spi.WebappFeature} in each webapp that it applies to.
 */
@NullMarked
package io.slipway.spi;

import org.jspecify.annotations.NullMarked;
