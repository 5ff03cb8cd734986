package io.slipway.spi;

import java.net.URL;
import java.util.Optional;
import org.jboss.jandex.IndexView;

/**
 * One entry of a webapp's class path, as it can be read without loading a class. Let it go after
 * the deployment.
 */
public interface ClassArchive {
  /** {@code WEB-INF/classes}, or the file name of a jar in {@code WEB-INF/lib}. */
  String name();

  /**
   * The classes: names, supertypes, annotations of them and of their fields and methods. Members
   * without an annotation are not in it, nor are type parameters.
   */
  IndexView index();

  /** A file of the archive, by a path without a slash in front; reading it keeps nothing open. */
  Optional<URL> resource(String path);

  /**
   * Whether the archive has a file below {@code META-INF} whose name ends so; nothing is read for
   * the answer but names.
   */
  boolean hasMetadata(String nameEnd);
}
