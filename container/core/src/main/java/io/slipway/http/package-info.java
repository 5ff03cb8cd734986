/**
 * One request and its response: the servlet API objects, their streams, the lifecycle, asynchronous
 * processing. The webapp behind them is seen through {@link io.slipway.http.AppContext}.
 *
 * <p>It begins at {@link io.slipway.http.ServletExchange}, which holds what belongs to one request;
 * {@code RequestRunner} does what the table in {@code RequestLifecycle} says is next. What is sent
 * goes through {@code BodyOutput} and {@code BodySender}, what is received through {@code
 * BodySource} and {@code BodyInput}.
 *
 * <p>Classes of what an application gets are public, because libraries call it by reflection; they
 * are no API for embedders.
 */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
