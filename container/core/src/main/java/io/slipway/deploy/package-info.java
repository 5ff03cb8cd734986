/**
 * From a folder to a running webapp, and back.
 *
 * <p>{@code DeploymentRun} has the steps, and {@link io.slipway.deploy.Deployer} undoes them when
 * one fails. The result is a {@link io.slipway.deploy.Deployment}, which can end the webapp. Beside
 * it: the class loaders and what they show (Servlet 6.1, 10.7.2), initializers (8.2.4), and what a
 * webapp leaves behind in the JVM.
 */
@NullMarked
package io.slipway.deploy;

import org.jspecify.annotations.NullMarked;
