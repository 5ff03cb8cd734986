/**
 * Contexts and Dependency Injection 4.1 for webapps, by Weld: one Weld container for each webapp
 * that has beans.
 *
 * <p>The module is built from the parts of Weld SE, not on {@code weld-se-core}: its builder starts
 * every container in the environment {@code SE}, in which the web module, whose scopes are those of
 * HTTP here, leaves the events and the lifecycle of the application scope to the builder; and it
 * finds bean archives by reading the class path, where the container has indexed it already and
 * offers the index ({@link io.slipway.cdi.BeanArchives}).
 */
@NullMarked
package io.slipway.cdi;

import org.jspecify.annotations.NullMarked;
