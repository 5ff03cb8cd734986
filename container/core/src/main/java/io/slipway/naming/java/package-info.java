/** What the JDK loads by name, through a webapp's class loader, to find the webapp's names. */
@NullMarked
package io.slipway.naming.java;

import org.jspecify.annotations.NullMarked;
