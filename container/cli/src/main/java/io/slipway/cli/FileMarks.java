package io.slipway.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/** Numbers that differ when files do. */
final class FileMarks {
  private FileMarks() {}

  /** Of the names, sizes and times of all files there; of what there is, if that is nothing. */
  static long of(Path... fileOrFolder) throws IOException {
    long sum = 0;
    for (Path path : fileOrFolder) {
      for (Path file : files(path)) {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        sum +=
            mixed(
                file.hashCode()
                    + mixed(seen.size() + mixed(seen.lastModifiedTime().to(TimeUnit.NANOSECONDS))));
      }
    }
    return sum;
  }

  /** Of the names and contents of those that may be read. */
  static long ofContent(Path... fileOrFolder) throws IOException {
    long sum = 0;
    for (Path path : fileOrFolder) {
      for (Path file : files(path)) {
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
          continue;
        }
        CRC32 crc = new CRC32();
        crc.update(Files.readAllBytes(file));
        sum += mixed(file.hashCode() + mixed(crc.getValue()));
      }
    }
    return sum;
  }

  /**
   * The files of a folder, or of the one that a link leads to; a link in it stands for what it
   * leads to, which may be a folder. What there is no right to look at is passed over.
   */
  static List<Path> files(Path fileOrFolder) throws IOException {
    if (!Files.exists(fileOrFolder)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        fileOrFolder.toRealPath(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes seen) {
            if (seen.isRegularFile() || (seen.isSymbolicLink() && Files.exists(file))) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
            if (reason instanceof AccessDeniedException) {
              return FileVisitResult.CONTINUE;
            }
            throw reason;
          }
        });
    return files;
  }

  /** Spreads the bits, so that sums of different things differ. */
  private static long mixed(long value) {
    long x = (value ^ (value >>> 32)) * 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 29)) * 0xBF58476D1CE4E5B9L;
    return x ^ (x >>> 32);
  }
}
