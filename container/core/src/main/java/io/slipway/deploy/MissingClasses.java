package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Declared classes that nobody has, neither the webapp nor the server: all of them, each with its
 * declaration, before anything of the webapp runs.
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

  static List<Problem> of(List<DeclaredClass> declared, ClassIndex index, ClassLoader loader) {
    MissingClasses missing = new MissingClasses(index, loader);
    declared.forEach(missing::check);
    return missing.problems;
  }

  private void check(DeclaredClass declared) {
    if (index.containerOf(declared.className()).isPresent()) {
      return;
    }
    try {
      Class.forName(declared.className(), false, loader);
    } catch (ClassNotFoundException | LinkageError missing) {
      problems.add(
          new Problem(
              declared.severity(),
              "class-not-found",
              declared.at(),
              "The class "
                  + declared.className()
                  + " of "
                  + declared.component()
                  + " is neither in WEB-INF/classes nor in a jar of WEB-INF/lib, and the server does not have it",
              fix(declared.className())));
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
