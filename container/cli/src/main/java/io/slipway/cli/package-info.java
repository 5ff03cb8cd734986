/** The command line: {@code slipway run}, {@code slipway config}. */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
