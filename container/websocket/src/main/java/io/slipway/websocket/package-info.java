/**
 * Jakarta WebSocket: Tyrus as a feature of the container, over the container's own upgraded
 * connections.
 */
@NullMarked
package io.slipway.websocket;

import org.jspecify.annotations.NullMarked;
