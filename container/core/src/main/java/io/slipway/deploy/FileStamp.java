package io.slipway.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;

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
      Files.walkFileTree(
          root,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              lines.add(line(file, attributes));
              return FileVisitResult.CONTINUE;
            }
          });
    }
    Collections.sort(lines);
    return digest(lines);
  }

  private static String line(Path file, BasicFileAttributes attributes) throws IOException {
    Object changed =
        file.getFileSystem().supportedFileAttributeViews().contains("unix")
            ? Files.getAttribute(file, CHANGED)
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
