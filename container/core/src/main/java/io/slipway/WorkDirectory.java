package io.slipway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where a container keeps what it unpacks and compiles; a temporary one of its own goes with it.
 */
record WorkDirectory(Path path, boolean temporary) implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway");

  static WorkDirectory open(@Nullable Path given) throws IOException {
    return given == null
        ? new WorkDirectory(Files.createTempDirectory("slipway"), true)
        : new WorkDirectory(Files.createDirectories(given).toAbsolutePath().normalize(), false);
  }

  @Override
  public void close() {
    if (!temporary) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      LOG.warnf("The work directory %s could not be deleted: %s", path, failure.getMessage());
    }
  }
}
