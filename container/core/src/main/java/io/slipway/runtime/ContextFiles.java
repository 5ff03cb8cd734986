package io.slipway.runtime;

import io.slipway.resource.Resource;
import io.slipway.resource.WebappResources;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The files of a webapp as {@code ServletContext} shows them: what cannot be read is not there, and
 * a line in the log. Paths may have slashes at their end, and empty and dot segments, as
 * applications put them together; one that leads above the root leads nowhere.
 */
record ContextFiles(String label, WebappResources resources) {
  private static final Logger LOG = Logger.getLogger("io.slipway.webapp");

  @Nullable Set<String> paths(@Nullable String folder) {
    if (folder == null) {
      return null;
    }
    if (!folder.startsWith("/")) {
      throw new IllegalArgumentException("\"" + folder + "\" does not begin with a slash");
    }
    try {
      String path = canonical(folder);
      Set<String> found = path == null ? null : resources.list(path);
      return found == null || found.isEmpty() ? null : found;
    } catch (IOException failure) {
      LOG.warnf(failure, "%s: %s cannot be listed", label, folder);
      return null;
    }
  }

  @Nullable URL url(@Nullable String path) throws MalformedURLException {
    if (path == null || !path.startsWith("/")) {
      throw new MalformedURLException("\"" + path + "\" does not begin with a slash");
    }
    Resource resource = lookup(path);
    return resource == null ? null : resource.url();
  }

  @Nullable InputStream open(@Nullable String path) {
    Resource resource = path == null || !path.startsWith("/") ? null : lookup(path);
    if (resource == null || resource.isDirectory()) {
      return null;
    }
    try {
      return resource.open();
    } catch (IOException failure) {
      LOG.warnf(failure, "%s: %s cannot be read", label, path);
      return null;
    }
  }

  @Nullable String realPath(@Nullable String path) {
    String name = path == null ? null : canonical(path);
    Path file = name == null ? null : resources.realPath(name);
    return file == null ? null : file.toString();
  }

  private @Nullable Resource lookup(String path) {
    try {
      String name = canonical(path);
      return name == null ? null : resources.lookup(name);
    } catch (IOException failure) {
      LOG.warnf(failure, "%s: %s cannot be read", label, path);
      return null;
    }
  }

  private static @Nullable String canonical(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          return null;
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments);
  }
}
