package io.slipway.spi;

import io.slipway.model.WebApp;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A webapp as features see it while it is deployed. */
public interface FeatureContext {
  WebApp model();

  /**
   * Whether the webapp's own classes or jars have this class; {@code name} is binary, such as
   * {@code a.b.C$D}.
   */
  boolean hasClass(String name);

  /** Whether the webapp declares a servlet of this class, which need not be its own. */
  boolean declaresServlet(String className);

  /** A file below the webapp's root, by a path that begins with a slash. */
  Optional<URL> file(String path);

  /**
   * Whether there is a file whose name ends like this below {@code WEB-INF}, outside of {@code
   * classes} and {@code lib}.
   */
  boolean inWebInf(String nameEnd);

  /** How the embedder wants pages compiled. */
  PageOptions pages();

  /** {@code WEB-INF/classes} first, then the jars in the order in which classes are looked for. */
  List<ClassArchive> archives();

  /**
   * The jars that all webapps share which have a file whose name ends like this below {@code
   * META-INF}, in the order in which classes are looked for; only names are read to find out.
   */
  List<URL> sharedJars(String nameEnd);

  /**
   * Whether a class of the webapp extends or implements one of these types, or carries it as an
   * annotation: what {@code @HandlesTypes} would find, but without loading a class.
   */
  boolean hasClassOf(Set<String> types);
}
