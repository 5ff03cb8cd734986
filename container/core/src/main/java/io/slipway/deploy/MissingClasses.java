package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.model.ComponentType;
import io.slipway.model.FilterDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.model.Problem.Severity;
import io.slipway.model.ServletDef;
import io.slipway.model.WebApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Declared classes that nobody has, neither the webapp nor the server: all of them, each with its
 * declaration, before anything of the webapp runs. A webapp cannot start without them, but for a
 * servlet that its first request loads: that is a warning.
 */
final class MissingClasses {
  /** Webapps made for one server name its classes. */
  private static final Map<String, String> OF_SERVERS =
      Map.of(
          "org.apache.catalina.", "Tomcat",
          "org.apache.tomcat.", "Tomcat",
          "org.eclipse.jetty.", "Jetty",
          "io.undertow.", "Undertow");

  private final ClassIndex index;
  private final ClassLoader loader;
  private final List<Problem> problems = new ArrayList<>();

  private MissingClasses(ClassIndex index, ClassLoader loader) {
    this.index = index;
    this.loader = loader;
  }

  static List<Problem> of(WebApp app, ClassIndex index, ClassLoader loader) {
    MissingClasses missing = new MissingClasses(index, loader);
    for (ListenerDef listener : app.listeners()) {
      missing.check(Severity.ERROR, listener.className(), "a listener", listener.origin());
    }
    for (FilterDef filter : app.filters()) {
      if (!filter.className().isEmpty()) {
        missing.check(
            Severity.ERROR,
            filter.className(),
            "the filter \"" + filter.name() + "\"",
            filter.origin());
      }
    }
    for (ServletDef servlet : app.servlets()) {
      if (servlet.enabled() && servlet.type() instanceof ComponentType.ClassName type) {
        missing.check(
            servlet.loadOnStartup().orElse(-1) >= 0 ? Severity.ERROR : Severity.WARNING,
            type.name(),
            "the servlet \"" + servlet.name() + "\"",
            servlet.origin());
      }
    }
    return missing.problems;
  }

  private void check(Severity severity, String className, String component, Origin at) {
    if (index.containerOf(className).isPresent()) {
      return;
    }
    try {
      Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError missing) {
      problems.add(
          new Problem(
              severity,
              "class-not-found",
              at,
              "The class "
                  + className
                  + " of "
                  + component
                  + " is neither in WEB-INF/classes nor in a jar of WEB-INF/lib, and the server does not have it",
              fix(className)));
    }
  }

  private static String fix(String className) {
    return OF_SERVERS.entrySet().stream()
        .filter(server -> className.startsWith(server.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .map(
            server ->
                "it is a part of "
                    + server
                    + ": take the declaration out, or, if it can do without "
                    + server
                    + " around it, add the jars that it needs")
        .orElse("correct the name, or add the jar");
  }
}
