/**
 * Contexts and Dependency Injection 4.1 for webapps, by Weld: one Weld container for each webapp
 * that has beans.
 *
 * <p>The module is built from the parts of Weld SE, not on {@code weld-se-core}. The builder there
 * starts every container in the environment {@code SE}, which knows no web modules: observers of
 * {@code @Initialized(ApplicationScoped.class)} get an event of Weld SE, before there is a {@code
 * ServletContext} that could be injected, and those that ask for the {@code ServletContext} get
 * none. Nor does it undo a start that fails. With {@code createDeployment} overridden, everything
 * else worked; but to hide the one event and send the others took more code than the builder saves.
 */
@NullMarked
package io.slipway.cdi;

import org.jspecify.annotations.NullMarked;
