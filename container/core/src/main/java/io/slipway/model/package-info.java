/** What a webapp declares, as immutable records. Depends on nothing of Slipway. */
@NullMarked
package io.slipway.model;

import org.jspecify.annotations.NullMarked;
