/** Pools for the data sources of webapps, by HikariCP. */
@NullMarked
package io.slipway.data;

import org.jspecify.annotations.NullMarked;
