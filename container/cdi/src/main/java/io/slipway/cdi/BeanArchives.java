package io.slipway.cdi;

import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.CompositeIndex;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Which archives of a webapp are bean archives, and which of their classes may be beans: CDI 4.1,
 * 2.9.2 and 14.1. Loads no class.
 */
final class BeanArchives {
  private static final String BEANS_XML = "META-INF/beans.xml";
  private static final String WEBAPP_BEANS_XML = "/WEB-INF/beans.xml";
  static final String CLASSES = "WEB-INF/classes";

  /** An archive with one of these and without beans.xml is no bean archive. */
  private static final List<String> EXTENSIONS =
      List.of(
          "META-INF/services/jakarta.enterprise.inject.spi.Extension",
          "META-INF/services/jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension");

  private static final String FACES = "jakarta.faces.webapp.FacesServlet";

  private static final String PROVIDER =
      "META-INF/services/jakarta.enterprise.inject.spi.CDIProvider";

  /** Bean defining annotations of the API that subclasses inherit. */
  private static final List<DotName> INHERITED =
      List.of(
          DotName.createSimple("jakarta.enterprise.context.ApplicationScoped"),
          DotName.createSimple("jakarta.enterprise.context.SessionScoped"),
          DotName.createSimple("jakarta.enterprise.context.ConversationScoped"),
          DotName.createSimple("jakarta.enterprise.context.RequestScoped"),
          DotName.createSimple("jakarta.enterprise.context.Dependent"));

  /** And those that they do not. */
  private static final List<DotName> OWN =
      List.of(
          DotName.createSimple("jakarta.interceptor.Interceptor"),
          DotName.createSimple("jakarta.decorator.Decorator"),
          DotName.createSimple("jakarta.enterprise.inject.Model"));

  private static final List<DotName> META =
      List.of(
          DotName.createSimple("jakarta.enterprise.context.NormalScope"),
          DotName.createSimple("jakarta.enterprise.inject.Stereotype"));

  private static final DotName JAVA_INHERITED =
      DotName.createSimple("java.lang.annotation.Inherited");

  /**
   * An archive that may have beans.
   *
   * @param all its classes
   * @param annotated those with a bean defining annotation
   * @param beansXml empty for an implicit archive
   */
  record Candidate(String name, Set<String> all, Set<String> annotated, Optional<URL> beansXml) {}

  private BeanArchives() {}

  /**
   * Whether CDI is wanted: there are beans, or the webapp says so by a beans.xml of its own, or by
   * that of an extension's jar, or brings Faces, which since 4.0 does not start without.
   */
  static boolean hasBeans(FeatureContext webapp) {
    if (webapp.file(WEBAPP_BEANS_XML).isPresent() || webapp.hasClass(FACES)) {
      return true;
    }
    for (ClassArchive archive : webapp.archives()) {
      boolean isOwn = archive.name().equals(CLASSES);
      if (archive.resource(BEANS_XML).isPresent() && (isOwn || hasExtension(archive))) {
        return true;
      }
    }
    return find(webapp).stream()
        .anyMatch(
            c ->
                !c.annotated.isEmpty()
                    || (c.beansXml.map(BeansXmlMode::isAll).orElse(false) && !c.all.isEmpty()));
  }

  /**
   * Whether there would be two of them: the webapp's own Weld, OpenWebBeans, or other CDI provider.
   */
  static boolean bringsImplementation(FeatureContext webapp) {
    return webapp.hasClass("org.jboss.weld.bootstrap.WeldBootstrap")
        || webapp.hasClass("org.apache.webbeans.config.WebBeansContext")
        || webapp.archives().stream().anyMatch(a -> a.resource(PROVIDER).isPresent());
  }

  static List<Candidate> find(FeatureContext webapp) {
    List<ClassArchive> archives = webapp.archives();
    Set<String> annotated =
        annotated(CompositeIndex.create(archives.stream().map(ClassArchive::index).toList()));
    List<Candidate> found = new ArrayList<>();
    for (ClassArchive archive : archives) {
      boolean isOwn = archive.name().equals(CLASSES);
      Optional<URL> beansXml = isOwn ? webapp.file(WEBAPP_BEANS_XML) : Optional.empty();
      if (beansXml.isEmpty()) {
        beansXml = archive.resource(BEANS_XML);
      }
      if (beansXml.isEmpty() && hasExtension(archive)) {
        continue;
      }
      Set<String> all = new LinkedHashSet<>();
      Set<String> own = new LinkedHashSet<>();
      for (ClassInfo type : archive.index().getKnownClasses()) {
        String name = type.name().toString();
        if (!type.isAnnotation() && !type.isModule() && !name.endsWith("package-info")) {
          all.add(name);
          if (annotated.contains(name)) {
            own.add(name);
          }
        }
      }
      if (beansXml.isPresent() || !own.isEmpty()) {
        found.add(new Candidate(archive.name(), all, own, beansXml));
      }
    }
    return found;
  }

  private static boolean hasExtension(ClassArchive archive) {
    return EXTENSIONS.stream().anyMatch(e -> archive.resource(e).isPresent());
  }

  private static Set<String> annotated(IndexView index) {
    Set<DotName> inherited = new LinkedHashSet<>(INHERITED);
    Set<DotName> own = new LinkedHashSet<>(OWN);
    for (DotName meta : META) {
      for (ClassInfo annotation : annotatedBy(index, meta)) {
        if (annotation.isAnnotation()) {
          (annotation.hasDeclaredAnnotation(JAVA_INHERITED) ? inherited : own)
              .add(annotation.name());
        }
      }
    }
    Set<String> names = new HashSet<>();
    own.forEach(a -> annotatedBy(index, a).forEach(c -> names.add(c.name().toString())));
    for (DotName annotation : inherited) {
      for (ClassInfo type : annotatedBy(index, annotation)) {
        names.add(type.name().toString());
        index.getAllKnownSubclasses(type.name()).forEach(c -> names.add(c.name().toString()));
      }
    }
    return names;
  }

  /** Classes that carry the annotation themselves, not on a member. */
  private static List<ClassInfo> annotatedBy(IndexView index, DotName annotation) {
    List<ClassInfo> types = new ArrayList<>();
    for (AnnotationInstance instance : index.getAnnotations(annotation)) {
      if (instance.target() != null && instance.target().kind() == AnnotationTarget.Kind.CLASS) {
        types.add(instance.target().asClass());
      }
    }
    return types;
  }
}
