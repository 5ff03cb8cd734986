package io.slipway.deploy;

import io.slipway.model.WebApp;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The model as the embedder wants it: display name and context parameters over those of the
 * descriptor.
 */
final class PlannedModel {
  private PlannedModel() {}

  static WebApp of(WebApp app, DeploymentPlan plan) {
    if (plan.displayName() == null && plan.contextParams().isEmpty()) {
      return app;
    }
    Map<String, String> params = new LinkedHashMap<>(app.contextParams());
    params.putAll(plan.contextParams());
    return new WebApp(
        plan.displayName() == null ? app.displayName() : Optional.of(plan.displayName()),
        app.defaultContextPath(),
        app.majorVersion(),
        app.minorVersion(),
        app.metadataComplete(),
        app.distributable(),
        app.denyUncoveredHttpMethods(),
        params,
        app.servlets(),
        app.filters(),
        app.filterMappings(),
        app.listeners(),
        app.errorPages(),
        app.welcomeFiles(),
        app.mimeMappings(),
        app.localeEncodings(),
        app.requestEncoding(),
        app.responseEncoding(),
        app.session(),
        app.constraints(),
        app.login(),
        app.roles(),
        app.jsp(),
        app.naming(),
        app.orderedLibs(),
        app.fragmentOrder(),
        app.postConstruct(),
        app.preDestroy());
  }
}
