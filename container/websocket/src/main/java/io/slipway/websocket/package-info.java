/**
 * Jakarta WebSocket: Tyrus as a feature of the container, over the container's own upgraded
 * connections.
 *
 * <p>The alternative, Undertow's WebSocket frames below Tyrus, was tried: an idle socket took 7.7
 * KB of heap instead of the 8.5 KB of that time, but Tyrus takes bytes and not frames, so that each
 * message was put into frames and taken out of them twice; and Undertow's handshake comes before
 * the webapp's filters. Nor is there much to gain. This is the processor time that the echo of a
 * text message costs the server, on 32 sockets, beside that of Undertow's frames with nothing above
 * them, which is the least that the alternative could cost:
 *
 * <pre>
 *                   Java 17             Java 25
 *                64 bytes   4 KB     64 bytes   4 KB
 * this module      17 µs   69 µs       11 µs   60 µs
 * frames alone     13 µs   50 µs       15 µs   46 µs
 * </pre>
 */
@NullMarked
package io.slipway.websocket;

import org.jspecify.annotations.NullMarked;
