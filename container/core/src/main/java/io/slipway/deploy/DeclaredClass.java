package io.slipway.deploy;

import io.slipway.model.ComponentType;
import io.slipway.model.FilterDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem.Severity;
import io.slipway.model.ServletDef;
import io.slipway.model.WebApp;
import java.util.ArrayList;
import java.util.List;

/**
 * A class that a descriptor or an annotation declares to be a component.
 *
 * @param severity how bad it is if it cannot be loaded: a webapp cannot start then, but for a
 *     servlet that its first request loads
 * @param component what it is declared to be, for messages
 */
record DeclaredClass(Severity severity, String className, String component, Origin at) {

  /** Listeners, filters, servlets, in the order of their declaration. */
  static List<DeclaredClass> of(WebApp app) {
    List<DeclaredClass> declared = new ArrayList<>();
    for (ListenerDef listener : app.listeners()) {
      declared.add(
          new DeclaredClass(Severity.ERROR, listener.className(), "a listener", listener.origin()));
    }
    for (FilterDef filter : app.filters()) {
      if (!filter.className().isEmpty()) {
        declared.add(
            new DeclaredClass(
                Severity.ERROR,
                filter.className(),
                "the filter \"" + filter.name() + "\"",
                filter.origin()));
      }
    }
    for (ServletDef servlet : app.servlets()) {
      if (servlet.enabled() && servlet.type() instanceof ComponentType.ClassName type) {
        declared.add(
            new DeclaredClass(
                servlet.loadOnStartup().orElse(-1) >= 0 ? Severity.ERROR : Severity.WARNING,
                type.name(),
                "the servlet \"" + servlet.name() + "\"",
                servlet.origin()));
      }
    }
    return declared;
  }
}
