/**
 * The public API: build a container, deploy webapps into it, ask where it listens.
 *
 * <p>It begins at {@link io.slipway.Slipway}; {@link io.slipway.SlipwayBuilder} and {@link
 * io.slipway.WebappBuilder} say what is to run. Behind them {@code Server} owns listeners, threads
 * and buffers, and a {@code VirtualHost} owns the webapps of one host: it deploys them with {@link
 * io.slipway.deploy.Deployer}, replaces and ends them, and tells the router which ones there are.
 */
@NullMarked
package io.slipway;

import org.jspecify.annotations.NullMarked;
