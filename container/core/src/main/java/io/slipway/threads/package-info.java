/** How servlets get their threads: strategies behind {@link io.slipway.http.ThreadStrategy}. */
@NullMarked
package io.slipway.threads;

import org.jspecify.annotations.NullMarked;
