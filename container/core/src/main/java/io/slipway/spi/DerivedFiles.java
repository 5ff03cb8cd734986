package io.slipway.spi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Files that a feature makes out of a webapp's, such as the classes of its pages. Where the
 * container has a cache directory they are there again after the next start, as long as no file of
 * the webapp, nor of the libraries that it shares with others, has changed.
 *
 * <p>The webapp's context has them as the attribute with the name of this interface.
 */
public interface DerivedFiles {
  /**
   * The folder for them. It is this deployment's alone and goes with it. Files in it keep their
   * times of modification from one start to the next.
   *
   * <p>The first call makes the folder and brings back what was kept, for which it looks at each
   * file of the webapp. Thread safe; may be called until the webapp has ended.
   *
   * @param madeBy what makes the files, with its version: those made by anything else are not
   *     brought back
   * @throws IOException if the folder cannot be made
   */
  Path folder(String madeBy) throws IOException;
}
