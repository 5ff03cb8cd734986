package io.slipway.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks a WAR; no entry can lead out of the folder. */
final class WarFile {
  private WarFile() {}

  /**
   * @param folder what is in it is deleted first; of several entries of one name the last counts
   * @throws ZipException if the file is no archive, or not all of one, or an entry's name leads out
   *     of the folder
   */
  static void unpack(Path war, Path folder) throws IOException {
    Folders.delete(folder);
    Path root = Files.createDirectories(folder).toAbsolutePath().normalize();
    try (ZipFile zip = new ZipFile(war.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root) || entry.getName().indexOf('\\') >= 0) {
          throw new ZipException("it has an entry that leads out of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          try (InputStream in = zip.getInputStream(entry)) {
            Path parent = target.getParent();
            if (parent != null) {
              Files.createDirectories(parent);
            }
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
          } catch (FileAlreadyExistsException | DirectoryNotEmptyException both) {
            throw new ZipException("it has a file and a folder of one name: " + entry.getName());
          }
          if (entry.getLastModifiedTime() != null) {
            Files.setLastModifiedTime(target, entry.getLastModifiedTime());
          }
        }
      }
    }
  }
}
