package io.slipway.resource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** What the jars have below {@link JarResource#ROOT}, read once; the first jar wins. */
final class JarIndex {
  private final Map<String, JarResource> byPath = new HashMap<>();
  private final Map<String, TreeMap<String, Boolean>> children = new HashMap<>();

  void add(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        if (entry.getName().startsWith(JarResource.ROOT + "/")) {
          add(jar, entry);
        }
      }
    }
  }

  private void add(Path jar, ZipEntry entry) {
    String path = entry.getName().substring(JarResource.ROOT.length());
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.isEmpty() || !ResourcePath.isCanonical(path)) {
      return;
    }
    boolean folder = entry.isDirectory();
    byPath.putIfAbsent(
        path,
        new JarResource(
            path, jar, folder, folder ? 0 : entry.getSize(), entry.getTime(), entry.getCrc()));
    // Many jars have no entries for their folders.
    for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
      String parent = path.substring(0, slash);
      boolean isFolder = folder || slash != path.lastIndexOf('/');
      String child = path.substring(slash + 1);
      int next = child.indexOf('/');
      children
          .computeIfAbsent(parent, key -> new TreeMap<>())
          .putIfAbsent(next < 0 ? child : child.substring(0, next), isFolder || next >= 0);
      if (!parent.isEmpty()) {
        byPath.putIfAbsent(parent, new JarResource(parent, jar, true, 0, entry.getTime(), 0));
      }
      if (slash == 0) {
        break;
      }
    }
  }

  /**
   * @param path without a slash at the end; empty for the root
   */
  @Nullable Resource get(String path) {
    return byPath.get(path);
  }

  /** Names in a folder, with whether each is a folder itself; null if there is no such folder. */
  @Nullable Map<String, Boolean> list(String path) {
    return children.get(path);
  }
}
