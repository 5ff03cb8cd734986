package io.slipway.deploy;

import io.slipway.descriptor.ClassIndex;
import io.slipway.descriptor.WebappFiles;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.IndexView;

/**
 * Classes of the webapp itself that are made for technologies of Jakarta EE which nobody here has,
 * as in a WAR for an application server: it starts without them, and a part of it is silently not
 * there. Libraries are not asked: theirs are often for whoever has the technology.
 */
final class MissingTechnologies {
  private static final int NAMED = 5;

  /**
   * @param annotations of its classes; where they can be loaded it is taken to be there
   */
  private record Technology(String name, List<String> annotations, String fix) {}

  private static final List<Technology> TECHNOLOGIES =
      List.of(
          new Technology(
              "Jakarta RESTful Web Services",
              List.of("jakarta.ws.rs.ApplicationPath", "jakarta.ws.rs.Path"),
              "add an implementation, such as Jersey or RESTEasy, to WEB-INF/lib"),
          new Technology(
              "Jakarta XML Web Services",
              List.of("jakarta.jws.WebService"),
              "add an implementation, such as Metro or CXF, to WEB-INF/lib"),
          new Technology(
              "Jakarta Enterprise Beans",
              List.of(
                  "jakarta.ejb.Stateless",
                  "jakarta.ejb.Stateful",
                  "jakarta.ejb.Singleton",
                  "jakarta.ejb.MessageDriven"),
              "make them beans of CDI, or use an application server"),
          new Technology(
              "Jakarta Security",
              List.of(
                  "jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition",
                  "jakarta.security.enterprise.authentication.mechanism.http.FormAuthenticationMechanismDefinition",
                  "jakarta.security.enterprise.authentication.mechanism.http.CustomFormAuthenticationMechanismDefinition",
                  "jakarta.security.enterprise.authentication.mechanism.http.OpenIdAuthenticationMechanismDefinition"),
              "declare the login by <login-config> in WEB-INF/web.xml"));

  private MissingTechnologies() {}

  static List<Problem> of(ClassIndex index, ClassLoader loader) {
    List<Problem> problems = new ArrayList<>();
    index
        .view(WebappFiles.CLASSES)
        .ifPresent(
            own -> {
              for (Technology technology : TECHNOLOGIES) {
                Set<String> classes = classes(technology, own, loader);
                if (!classes.isEmpty()) {
                  problems.add(problem(technology, classes));
                }
              }
            });
    return problems;
  }

  private static Set<String> classes(Technology technology, IndexView own, ClassLoader loader) {
    Set<String> classes = new TreeSet<>();
    for (String annotation : technology.annotations()) {
      for (AnnotationInstance found : own.getAnnotations(annotation)) {
        if (found.target().kind() == AnnotationTarget.Kind.CLASS && !isThere(annotation, loader)) {
          classes.add(found.target().asClass().name().toString());
        }
      }
    }
    return classes;
  }

  private static boolean isThere(String annotation, ClassLoader loader) {
    try {
      Class.forName(annotation, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError missing) {
      return false;
    }
  }

  private static Problem problem(Technology technology, Set<String> classes) {
    String some = classes.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = classes.size() > NAMED ? " and " + (classes.size() - NAMED) + " more" : "";
    return Problem.warning(
        "technology-missing",
        Origin.of(WebappFiles.CLASSES),
        "Classes are annotated for "
            + technology.name()
            + ", which neither the webapp nor the server has; this has no effect: "
            + some
            + more,
        technology.fix());
  }
}
