/** The shared handlers in front of every webapp. Depends on Undertow only. */
@NullMarked
package io.slipway.pipeline;

import org.jspecify.annotations.NullMarked;
