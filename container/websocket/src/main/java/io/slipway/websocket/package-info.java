/**
 * Jakarta WebSocket: Tyrus as a feature of the container, over the container's own upgraded
 * connections.
 *
 * <p>The other way, Undertow's WebSocket frames below Tyrus, was tried: an idle socket took 7.7 KB
 * of heap instead of 8.5 KB, but Tyrus takes bytes and not frames, so that each message was put
 * into frames and taken out of them twice; and Undertow's handshake comes before the webapp's
 * filters.
 */
@NullMarked
package io.slipway.websocket;

import org.jspecify.annotations.NullMarked;
