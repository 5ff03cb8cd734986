package io.slipway.resource;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file or folder on disk. */
final class FileResource implements Resource {
  /** Bytes of a name in a folder: the bound of all common file systems. */
  private static final int LONGEST_NAME = 255;

  private final String path;
  private final Path file;
  private final BasicFileAttributes attributes;
  private final String etag;

  FileResource(String path, Path file, BasicFileAttributes attributes) {
    this.path = path;
    this.file = file;
    this.attributes = attributes;
    this.etag =
        '"'
            + Long.toHexString(attributes.size())
            + '-'
            + Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
            + '"';
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isDirectory() {
    return attributes.isDirectory();
  }

  @Override
  public long length() {
    return isDirectory() ? 0 : attributes.size();
  }

  @Override
  public long lastModified() {
    return attributes.lastModifiedTime().toMillis();
  }

  @Override
  public String etag() {
    return etag;
  }

  @Override
  public URL url() {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("no URL for " + file, e);
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(file);
  }

  /**
   * A file put in this one's place leaves an open channel untouched, so only the same file with
   * another time or size counts.
   */
  @Override
  public boolean changed() throws IOException {
    BasicFileAttributes now = read(file);
    return now != null
        && Objects.equals(now.fileKey(), attributes.fileKey())
        && (now.size() != attributes.size()
            || !now.lastModifiedTime().equals(attributes.lastModifiedTime()));
  }

  @Override
  public boolean isSame(Resource other) {
    return other == this
        || other instanceof FileResource file && this.file.equals(file.file) && is(file.attributes);
  }

  boolean isCurrent() throws IOException {
    BasicFileAttributes now = read(file);
    return now != null && is(now);
  }

  private boolean is(BasicFileAttributes other) {
    return other.size() == attributes.size()
        && other.lastModifiedTime().equals(attributes.lastModifiedTime())
        && Objects.equals(other.fileKey(), attributes.fileKey());
  }

  static @Nullable BasicFileAttributes read(Path file, LinkOption... options) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class, options);
    } catch (NoSuchFileException | FileSystemLoopException e) {
      return null;
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (cannotBe(file)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Whether nothing can be of this name: the path leads through a file, as {@code /style.css/x}
   * does, or is longer than file systems have them, or is a link that leads back to itself.
   */
  private static boolean cannotBe(Path file) {
    Path folder = file.getParent();
    return Files.notExists(file)
        || folder == null
        || !Files.isDirectory(folder)
        || Files.isSymbolicLink(file)
        || file.getFileName().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
  }
}
