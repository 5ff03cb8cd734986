/**
 * Static files: the folder and {@code META-INF/resources} of jars, conditional requests and ranges
 * (RFC 9110, 13 and 14).
 *
 * <p>{@link io.slipway.resource.WebappResources} finds a file by its path, {@code FileCache} keeps
 * small ones and their compressed forms in memory, and {@code FileAnswer} decides what a request
 * gets. Two ask them: {@link io.slipway.resource.DefaultServlet}, and {@link
 * io.slipway.resource.StaticFiles}, which answers on the IO thread without a servlet.
 */
@NullMarked
package io.slipway.resource;

import org.jspecify.annotations.NullMarked;
