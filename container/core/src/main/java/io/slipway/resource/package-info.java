/** Static files: the folder and {@code META-INF/resources}, conditional requests and ranges. */
@NullMarked
package io.slipway.resource;

import org.jspecify.annotations.NullMarked;
