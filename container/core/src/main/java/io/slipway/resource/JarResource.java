package io.slipway.resource;

import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a jar, below {@link #ROOT}. The jar is open only while a stream is.
 *
 * @param path behind {@link #ROOT}, without a slash at the end
 * @param crc of the content, which makes a tag that outlives any repacking
 */
record JarResource(
    String path, Path jar, boolean isDirectory, long length, long lastModified, long crc)
    implements Resource {
  static final String ROOT = "META-INF/resources";

  private String entry() {
    return ROOT + path;
  }

  @Override
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String etag() {
    return '"' + Long.toHexString(length) + '-' + Long.toHexString(crc) + '"';
  }

  @Override
  public @Nullable Path file() {
    return null;
  }

  @Override
  public boolean changed() {
    return false;
  }

  @Override
  public boolean isSame(Resource other) {
    return equals(other);
  }

  @Override
  public URL url() {
    String suffix = isDirectory ? "/" : "";
    try {
      String encoded = new URI(null, null, "/" + entry(), null).getRawPath();
      return UncachedJars.of(new URL("jar:" + jar.toUri() + "!" + encoded + suffix));
    } catch (MalformedURLException | URISyntaxException e) {
      throw new IllegalStateException("no URL for " + entry() + " in " + jar, e);
    }
  }

  @Override
  public InputStream open() throws IOException {
    ZipFile zip = new ZipFile(jar.toFile());
    try {
      ZipEntry found = zip.getEntry(entry());
      if (found == null) {
        throw new FileNotFoundException(entry() + " is no longer in " + jar);
      }
      return new FilterInputStream(zip.getInputStream(found)) {
        @Override
        public void close() throws IOException {
          zip.close();
        }
      };
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }
}
