/**
 * Contexts and Dependency Injection 4.1 for webapps, by Weld: one Weld container for each webapp
 * that has beans.
 */
@NullMarked
package io.slipway.cdi;

import org.jspecify.annotations.NullMarked;
