/**
 * What extensions of the container implement: identity stores, features such as CDI or pages,
 * thread strategies.
 */
@NullMarked
package io.slipway.spi;

import org.jspecify.annotations.NullMarked;
