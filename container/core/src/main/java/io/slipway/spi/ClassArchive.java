package io.slipway.spi;

import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.jboss.jandex.IndexView;

/**
 * One entry of a webapp's class path, as it can be read without loading a class. Not to be kept
 * after the deployment, because its index is large.
 */
public interface ClassArchive {
  /** {@code WEB-INF/classes}, or the file name of a jar. */
  String name();

  /** Where the jar lies, or the folders, if that is not {@code WEB-INF}; else empty. */
  List<URL> elsewhere();

  /**
   * An index of the classes: their names, supertypes and annotations, and the annotations of their
   * fields and methods. Members without an annotation are not in it, nor are type parameters.
   */
  IndexView index();

  /** A file of the archive, by a path without a slash in front; reading it keeps nothing open. */
  Optional<URL> resource(String path);

  /**
   * Whether there is a file whose name ends like this below {@code META-INF}; only names are read
   * to find out.
   */
  boolean hasMetadata(String nameEnd);
}
