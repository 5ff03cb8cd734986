/**
 * The public API: build a container, deploy webapps into it, ask where it listens.
 *
 * <p>It begins at {@link io.slipway.Slipway}; {@link io.slipway.SlipwayBuilder} and {@link
 * io.slipway.WebappBuilder} say what is to run. Behind them {@code Server} owns listeners, threads
 * and buffers, and a {@code VirtualHost} the webapps of one host: it deploys, replaces and ends
 * them by {@link io.slipway.deploy.Deployer} and shows them to the router.
 */
@NullMarked
package io.slipway;

import org.jspecify.annotations.NullMarked;
