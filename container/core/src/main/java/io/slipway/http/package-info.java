/**
 * One request and its response: the servlet API objects, their streams, the lifecycle, asynchronous
 * processing. The webapp behind them is seen through {@link io.slipway.http.AppContext}.
 */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
