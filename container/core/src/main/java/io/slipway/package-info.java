/** The public API: build a container, deploy webapps into it, ask where it listens. */
@NullMarked
package io.slipway;

import org.jspecify.annotations.NullMarked;
