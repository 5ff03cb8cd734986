/**
 * One request and its response: the servlet API objects, their streams, the lifecycle, asynchronous
 * processing. The webapp behind them is seen through {@link io.slipway.http.AppContext}.
 *
 * <p>Classes of what an application gets are public, because libraries call it by reflection; they
 * are no API for embedders.
 */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
