/**
 * What stands between sockets and Undertow: who may connect, TLS records, the bytes of heads and
 * the frames of HTTP/2. Depends on Undertow only.
 *
 * <p>{@link io.slipway.wire.Connector} opens listeners and puts the other classes between socket
 * and parser: {@code Admission} counts connections, {@code RawBytes} and {@code HeadScan} look at
 * HTTP/1.1, {@code Frames} and {@code FrameScan} at HTTP/2, {@code UpgradeToHttp2} and {@code
 * Http2Opening} lead from one to the other, and a {@code Deadline} closes connections that make no
 * progress. {@code HeadRefusals} holds back what Undertow would answer by itself, and {@code
 * Farewell} answers instead. {@code docs/undertow-notes.md} says which fault of Undertow each of
 * them guards against.
 *
 * <p>{@code Http2Push} opens streams from here; {@code StreamEnd} and {@code EndRound} end them.
 *
 * <p>{@code ResponseHead} adds what Undertow leaves out of the head of a response; {@code
 * ShortWrites} sends it together with a short body.
 */
@NullMarked
package io.slipway.wire;

import org.jspecify.annotations.NullMarked;
