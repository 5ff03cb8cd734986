/** Metrics of the container by Micrometer, in Prometheus' text. */
@NullMarked
package io.slipway.metrics;

import org.jspecify.annotations.NullMarked;
