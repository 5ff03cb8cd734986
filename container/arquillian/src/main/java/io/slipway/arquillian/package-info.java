/** Runs Arquillian tests against Slipway, started in the test's own JVM. */
@NullMarked
package io.slipway.arquillian;

import org.jspecify.annotations.NullMarked;
