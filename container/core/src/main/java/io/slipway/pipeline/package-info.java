/**
 * The shared handlers in front of every webapp. They know Undertow and no servlets.
 *
 * <p>{@link io.slipway.pipeline.Pipeline} puts the stages together as {@link
 * io.slipway.pipeline.PipelineOptions} say: those of the server in front of the router, and those
 * of a webapp behind it. A stage is a handler; one that changes responses is a conduit wrapper,
 * too.
 */
@NullMarked
package io.slipway.pipeline;

import org.jspecify.annotations.NullMarked;
