/** Integration tests of servlets: {@link io.slipway.junit.SlipwayExtension}. */
@NullMarked
package io.slipway.junit;

import org.jspecify.annotations.NullMarked;
