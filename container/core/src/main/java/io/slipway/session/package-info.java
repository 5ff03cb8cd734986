/** HTTP sessions: Servlet 6.1, chapter 7. */
@NullMarked
package io.slipway.session;

import org.jspecify.annotations.NullMarked;
