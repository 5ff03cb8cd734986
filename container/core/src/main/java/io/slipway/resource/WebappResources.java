package io.slipway.resource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a webapp: its folder, behind it {@code META-INF/resources} of its jars in order.
 * Thread safe.
 *
 * <p>Paths are canonical and decoded and begin with a slash, as {@code RequestTarget.path} or a
 * {@code ServletContext} path; any other spelling finds nothing. A file is found by the exact name
 * it has on disk only: on a file system that ignores case, or knows short names, the others are as
 * good as absent. A symbolic link is followed within the folder; out of it, or into {@code
 * WEB-INF}, only where allowed.
 */
public final class WebappResources implements AutoCloseable {
  /** Files of which it is known where they are and what they were like. */
  private static final int CACHE_ENTRIES = 4_096;

  private final @Nullable Path root;
  private final boolean followLinks;
  private final JarIndex jars;
  private final Map<String, FileResource> cache = new ConcurrentHashMap<>();

  /**
   * @param root null for a webapp without a folder
   * @param jars of {@code WEB-INF/lib}, in the order in which their resources are searched; read
   *     here and not kept open
   * @param followLinks whether symbolic links may lead out of the webapp's folder
   */
  public static WebappResources open(@Nullable Path root, List<Path> jars, boolean followLinks)
      throws IOException {
    JarIndex index = new JarIndex();
    for (Path jar : jars) {
      index.add(jar);
    }
    return new WebappResources(root == null ? null : root.toRealPath(), index, followLinks);
  }

  private WebappResources(@Nullable Path root, JarIndex jars, boolean followLinks) {
    this.root = root;
    this.jars = jars;
    this.followLinks = followLinks;
  }

  /**
   * Also finds what is under {@code WEB-INF} and {@code META-INF}: see {@link #isHidden}. With a
   * slash at the end it finds folders only.
   *
   * @throws IOException if there is such a file but it cannot be looked at
   */
  public @Nullable Resource lookup(String path) throws IOException {
    if (!ResourcePath.isCanonical(path)) {
      return null;
    }
    boolean folder = path.endsWith("/");
    String name = folder ? path.substring(0, path.length() - 1) : path;
    Resource found = inFolder(name);
    if (found == null) {
      found = jars.get(name);
    }
    return found != null && folder && !found.isDirectory() ? null : found;
  }

  private @Nullable FileResource inFolder(String name) throws IOException {
    FileResource cached = cache.get(name);
    if (cached != null) {
      if (cached.isCurrent()) {
        return cached;
      }
      cache.remove(name);
    }
    FileResource found = find(name);
    if (found != null) {
      if (cache.size() >= CACHE_ENTRIES) {
        evict();
      }
      cache.put(name, found);
    }
    return found;
  }

  private void evict() {
    int surplus = CACHE_ENTRIES / 8;
    for (Iterator<String> names = cache.keySet().iterator();
        surplus > 0 && names.hasNext();
        surplus--) {
      names.next();
      names.remove();
    }
  }

  private @Nullable FileResource find(String name) throws IOException {
    Path file = resolve(name);
    if (file == null || root == null) {
      return null;
    }
    BasicFileAttributes attributes = FileResource.read(file);
    if (attributes == null || !(attributes.isRegularFile() || attributes.isDirectory())) {
      return null;
    }
    // Comparing text: Path.equals ignores case where the file system does.
    if (!file.toRealPath(LinkOption.NOFOLLOW_LINKS).toString().equals(file.toString())) {
      return null;
    }
    if (!followLinks) {
      Path real = file.toRealPath();
      if (!real.equals(file)
          && (!real.startsWith(root)
              || (isHidden("/" + root.relativize(real)) && !isHidden(name)))) {
        return null;
      }
    }
    return new FileResource(name, file, attributes);
  }

  private @Nullable Path resolve(String name) {
    if (root == null) {
      return null;
    }
    try {
      Path file = root.resolve(name.isEmpty() ? "" : name.substring(1)).normalize();
      return file.startsWith(root) ? file : null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /**
   * Whether a client may not have this path: {@code WEB-INF} and {@code META-INF} in any spelling
   * that some file system takes for them.
   */
  public static boolean isHidden(String path) {
    return ResourcePath.isHidden(path);
  }

  /**
   * As {@code ServletContext.getResourcePaths}: the paths directly in a folder, folders with a
   * slash at the end; null where there is no such folder.
   */
  public @Nullable Set<String> list(String path) throws IOException {
    if (!ResourcePath.isCanonical(path)) {
      return null;
    }
    String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Set<String> paths = new TreeSet<>();
    Resource folder = inFolder(name);
    if (folder != null && !folder.isDirectory()) {
      return null;
    }
    Path file = folder == null ? null : folder.file();
    if (file != null) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(file)) {
        for (Path child : children) {
          String childPath = name + "/" + child.getFileName();
          Resource found = ResourcePath.isCanonical(childPath) ? find(childPath) : null;
          if (found != null) {
            paths.add(found.isDirectory() ? childPath + "/" : childPath);
          }
        }
      }
    }
    Map<String, Boolean> packed = jars.list(name);
    if (packed != null) {
      packed.forEach((child, isFolder) -> paths.add(name + "/" + child + (isFolder ? "/" : "")));
    }
    return folder == null && packed == null ? null : paths;
  }

  /**
   * As {@code ServletContext.getRealPath}: the file of the path, whether it exists or not; null if
   * there is no folder, the path leads out of it, or the resource is in a jar only.
   *
   * @param path begins with a slash
   */
  public @Nullable Path realPath(String path) {
    Path file = path.indexOf(0) >= 0 ? null : resolve(path);
    if (file != null && !Files.exists(file) && jars.get(path) != null) {
      return null;
    }
    return file;
  }

  /** Forgets what is cached; no file is kept open in any case. */
  @Override
  public void close() {
    cache.clear();
  }
}
