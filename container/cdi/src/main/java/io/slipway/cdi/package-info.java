/**
 * Contexts and Dependency Injection 4.1 for webapps, by Weld: one Weld container for each webapp
 * that has beans.
 *
 * <p>The module is built from the parts of Weld SE, not on {@code weld-se-core}. Its builder starts
 * every container in the environment {@code SE}, which knows no web modules: observers of
 * {@code @Initialized(ApplicationScoped.class)} are told with an event of Weld SE, before there is
 * a {@code ServletContext} that could be injected, and those who ask for the {@code ServletContext}
 * are never told. Nor does it end what had begun when a start fails. With {@code createDeployment}
 * overridden, all else worked; to hide the one event and send the others took more code than its
 * builder saves.
 */
@NullMarked
package io.slipway.cdi;

import org.jspecify.annotations.NullMarked;
