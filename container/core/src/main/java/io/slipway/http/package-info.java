/**
 * One request and its response: the servlet API objects, their streams, the lifecycle, asynchronous
 * processing. The webapp behind them is seen through {@link io.slipway.http.AppContext}.
 *
 * <p>It begins at {@link io.slipway.http.ServletExchange}, which holds what belongs to one request;
 * {@code RequestRunner} does what the table in {@code RequestLifecycle} says is next. The other
 * classes, by their purpose:
 *
 * <ul>
 *   <li>What an application sees: {@code ServerRequest} in front of {@code RequestState}, one for
 *       each {@code Dispatch}; {@code ServerResponse}; {@code ServerAsyncContext}.
 *   <li>Sending: {@code ResponseWriter} and {@code BodyOutput} take, {@code BodySender} sends,
 *       {@code ResponseSink} frames; {@code WriteEvents} tells a listener.
 *   <li>Receiving: {@code BodySource}, {@code BodyInput}, {@code ReadEvents}; above them {@code
 *       RequestBody} with {@code Parameters} and {@code MultipartReader}.
 *   <li>Waiting for the client: {@code SocketWait} for threads, {@code ClientDeadline} for
 *       listeners, {@code ClientWatch} for requests that wait for something else.
 *   <li>Failures: {@code ErrorResponder}, {@code Failure}, {@code ContainerAnswer}.
 *   <li>Other protocols: {@code ServerUpgrade}, then {@code UpgradedConnection}.
 *   <li>Text of fields, without any IO: {@code HeaderParameters}, {@code MediaType}, {@code
 *       RequestCookies}, {@code SetCookie}, {@code Languages}, {@code Redirect} and their like.
 *   <li>Implemented elsewhere: the webapp's {@code Target}s, {@code SessionSupport}, {@code
 *       SecuritySupport} and {@code RequestListeners}, and the {@code ThreadStrategy}.
 * </ul>
 *
 * <p>The classes of objects that applications get are public, because libraries call them by
 * reflection; they are not an API for embedders.
 */
@NullMarked
package io.slipway.http;

import org.jspecify.annotations.NullMarked;
