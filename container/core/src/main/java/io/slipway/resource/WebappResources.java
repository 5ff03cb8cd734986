package io.slipway.resource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a webapp: its folder, behind it {@code META-INF/resources} of its jars in order. Thread safe.
 *
 * <p>Paths are canonical and decoded and begin with a slash, as {@code RequestTarget.path} or a {@code ServletContext} path; any other
 * spelling finds nothing.
 */
public final class WebappResources implements AutoCloseable {
  /**
   * @param followLinks whether symbolic links may lead out of the webapp's folder
   * @param recheckMillis for which metadata of a file is believed; 0 to look each time
   * @param cacheEntries how many files' metadata is kept
   */
  public record Options(boolean followLinks, long recheckMillis, int cacheEntries) {
    public static final Options DEFAULT = new Options(false, 1_000, 4_096);
  }

  /**
   * @param root null for a webapp without a folder
   * @param jars of {@code WEB-INF/lib}, in the order in which their resources are searched
   */
  public static WebappResources open(@Nullable Path root, List<Path> jars, Options options) throws IOException {
    return new WebappResources();
  }

  private WebappResources() {}

  /** Also finds what is under {@code WEB-INF} and {@code META-INF}: see {@link #isHidden}. */
  public @Nullable Resource lookup(String path) throws IOException {
    return null;
  }

  /** Whether a client may not have this path: {@code WEB-INF} and {@code META-INF} however they are spelt. */
  public static boolean isHidden(String path) {
    return true;
  }

  /**
   * As {@code ServletContext.getResourcePaths}: the paths directly in a folder, folders with a slash at the end; null where there is no
   * such folder.
   */
  public @Nullable Set<String> list(String path) throws IOException {
    return null;
  }

  /** The file of the path, whether it exists or not; null if there is no folder or the path leads out of it. */
  public @Nullable Path realPath(String path) {
    return null;
  }

  @Override
  public void close() throws IOException {}
}
