package io.slipway.descriptor;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a webapp has in a folder: links lead to files and folders as good as any others. */
public final class FileTree {
  private FileTree() {}

  /**
   * A file, or all those in a folder; also behind links, but not round in circles. A link that
   * leads nowhere stands for itself.
   *
   * @throws IOException if one cannot be looked at
   */
  public static SortedMap<Path, BasicFileAttributes> files(Path root) throws IOException {
    SortedMap<Path, BasicFileAttributes> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        Set.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(file, attributes);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
            if (reason instanceof FileSystemLoopException) {
              return FileVisitResult.CONTINUE;
            }
            throw reason;
          }
        });
    return files;
  }
}
