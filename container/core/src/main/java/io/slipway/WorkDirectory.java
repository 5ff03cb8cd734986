package io.slipway;

import io.slipway.deploy.Folders;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a container keeps what it unpacks and compiles; a temporary one of its own goes with it.
 */
record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway");
  private static final String OWNER = "rwx------";

  static WorkDirectory open(@Nullable Path given) throws IOException {
    Path parent = given == null ? Path.of(System.getProperty("java.io.tmpdir")) : given;
    try {
      return given == null
          ? new WorkDirectory(temporary(parent), true)
          : new WorkDirectory(Files.createDirectories(given).toAbsolutePath().normalize(), false);
    } catch (FileSystemException e) {
      // its message may be nothing but the file
      throw new IOException(
          "the work directory cannot be made in " + parent + " (server.work): " + e, e);
    }
  }

  /**
   * A new folder that nobody else may look into. {@link Files#createTempDirectory} would do, but
   * its random names cost a start the JDK's security providers; a name needs only to be free.
   */
  private static Path temporary(Path parent) throws IOException {
    long number = System.nanoTime();
    while (true) {
      Path folder = parent.resolve("slipway-" + Long.toUnsignedString(number++, 36));
      try {
        return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER)))
            : Files.createDirectory(folder);
      } catch (FileAlreadyExistsException taken) {
        // the next number is tried
      }
    }
  }

  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try {
      Folders.delete(path);
    } catch (IOException failure) {
      LOG.warnf("The work directory %s could not be deleted: %s", path, failure.getMessage());
    }
  }
}
