package io.slipway.arquillian;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Node;

/**
 * An archive written to a folder, as a webapp is deployed from. ShrinkWrap's own {@code
 * ExplodedExporter} explodes nested archives too; here a jar in {@code WEB-INF/lib} stays a jar.
 */
final class ExplodedArchive {
  private ExplodedArchive() {}

  /**
   * Writes the content of the archive below a folder, which is created.
   *
   * @throws IOException if a file cannot be written, or if a path in the archive leads out of the
   *     folder
   */
  static void write(Archive<?> archive, Path folder) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    Files.createDirectories(root);
    for (Node node : archive.getContent().values()) {
      String name = node.getPath().get().replaceFirst("^/+", "");
      Path file = root.resolve(name).normalize();
      if (!file.startsWith(root)) {
        throw new IOException(
            "Archive "
                + archive.getName()
                + " has the path "
                + node.getPath().get()
                + ", which leads out of it");
      }
      if (node.getAsset() == null) {
        Files.createDirectories(file);
      } else {
        Files.createDirectories(file.getParent());
        try (InputStream in = node.getAsset().openStream()) {
          Files.copy(in, file);
        }
      }
    }
  }
}
