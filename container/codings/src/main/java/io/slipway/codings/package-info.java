/** Content codings with native libraries. */
@NullMarked
package io.slipway.codings;

import org.jspecify.annotations.NullMarked;
