/**
 * What stands between sockets and Undertow: who may connect, TLS records, the bytes of heads and
 * the frames of HTTP/2. Depends on Undertow only.
 */
@NullMarked
package io.slipway.wire;

import org.jspecify.annotations.NullMarked;
