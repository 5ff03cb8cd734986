/** Mixed load on the distribution, and what is left of it. */
@NullMarked
package io.slipway.soak;

import org.jspecify.annotations.NullMarked;
