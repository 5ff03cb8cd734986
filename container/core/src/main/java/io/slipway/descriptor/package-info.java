/**
 * Descriptors and annotations to a model, or to a list of every problem: Servlet 6.1, chapters 8
 * and 14.
 */
@NullMarked
package io.slipway.descriptor;

import org.jspecify.annotations.NullMarked;
