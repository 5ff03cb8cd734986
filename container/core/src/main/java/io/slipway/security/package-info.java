/** Authentication and authorisation: Servlet 6.1, chapter 13. */
@NullMarked
package io.slipway.security;

import org.jspecify.annotations.NullMarked;
