/**
 * The shared handlers in front of every webapp. They know Undertow and no servlets.
 *
 * <p>{@link io.slipway.pipeline.Pipeline} puts the stages together, by {@link
 * io.slipway.pipeline.PipelineOptions}: those of the server, which stand before the router, and
 * those of a webapp, which stand behind it. A stage is a handler; one that looks at responses is a
 * conduit wrapper, too.
 */
@NullMarked
package io.slipway.pipeline;

import org.jspecify.annotations.NullMarked;
