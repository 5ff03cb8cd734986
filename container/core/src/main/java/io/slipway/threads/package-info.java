/**
 * How servlets get their threads: strategies behind {@link io.slipway.http.ThreadStrategy}.
 *
 * <p>{@link io.slipway.threads.ThreadStrategies} chooses: {@link
 * io.slipway.threads.InlineVirtualThreads} on JDK 24 and later, where the IO thread itself carries
 * the virtual thread of a quick servlet, and {@link io.slipway.threads.HotPool} everywhere, also
 * for what is not quick. {@code docs/threads.md} has the reasons and the figures.
 */
@NullMarked
package io.slipway.threads;

import org.jspecify.annotations.NullMarked;
