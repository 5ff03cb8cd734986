/** From a folder to a running webapp, and back. */
@NullMarked
package io.slipway.deploy;

import org.jspecify.annotations.NullMarked;
