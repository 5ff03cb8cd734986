package io.slipway.deploy;

import io.slipway.model.ContextPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The folders that deployments have below the container's work directory. Thread safe. */
final class WorkFolders {
  private final Path directory;
  private final boolean keepsSessions;

  /** How many deployments have had a folder below this one. */
  // guarded by itself
  private final Map<Path, Integer> numbers = new HashMap<>();

  /**
   * @param directory exists, writable
   * @param keepsSessions whether there is a folder for sessions of webapps that do not run
   */
  WorkFolders(Path directory, boolean keepsSessions) {
    this.directory = directory;
    this.keepsSessions = keepsSessions;
  }

  /**
   * A folder, not there yet, that only this deployment has: the version before may still run. It is
   * the caller's to delete. The first one at a context path deletes what a container that was
   * killed has left.
   *
   * @param kind what it is for
   */
  Path next(String kind, String contextPath) throws IOException {
    Path all = directory.resolve(kind).resolve(ContextPath.folderName(contextPath));
    int number;
    synchronized (numbers) {
      // another webapp that wants the same path may be deployed at the same time
      number = Objects.requireNonNull(numbers.merge(all, 1, Integer::sum));
      if (number == 1) {
        Folders.delete(all);
      }
    }
    return all.resolve(Integer.toString(number));
  }

  /** For the sessions of webapps that do not run; null where sessions end with their webapp. */
  @Nullable Path sessions() {
    return keepsSessions ? directory.resolve("sessions") : null;
  }

  /** For webapps without a folder: one that is empty. */
  Path empty() throws IOException {
    return Files.createDirectories(directory.resolve("no-folder"));
  }
}
