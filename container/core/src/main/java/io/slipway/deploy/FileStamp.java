package io.slipway.deploy;

import io.slipway.descriptor.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Tells whether files have changed, without reading them. */
final class FileStamp {
  private static final String CHANGED = "unix:ctime";

  private FileStamp() {}

  /**
   * A digest of the files' paths, sizes and times: it stays the same as long as no file is changed,
   * added or removed. The time of modification alone would not tell: an unpacked archive brings its
   * own, often the same for all its files and for each of its versions. So the time at which a file
   * was last changed in any way (ctime) counts too, where there is one.
   *
   * @param roots files, and folders, which count with all that is in them; links are followed
   * @throws IOException if one cannot be read
   */
  static String of(Collection<Path> roots) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path root : roots) {
      for (Map.Entry<Path, BasicFileAttributes> file : FileTree.files(root).entrySet()) {
        lines.add(line(file.getKey(), file.getValue()));
      }
    }
    Collections.sort(lines);
    return digest(lines);
  }

  private static String line(Path file, BasicFileAttributes attributes) throws IOException {
    // one that leads nowhere
    LinkOption[] link =
        attributes.isSymbolicLink()
            ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
            : new LinkOption[0];
    Object changed =
        file.getFileSystem().supportedFileAttributeViews().contains("unix")
            ? Files.getAttribute(file, CHANGED, link)
            : attributes.creationTime();
    return "%s\0%s\0%s\0%s\0"
        .formatted(file, attributes.size(), attributes.lastModifiedTime(), changed);
  }

  private static String digest(List<String> lines) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      lines.forEach(line -> sha256.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
