package io.slipway.resource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file or folder of a webapp, as it was when looked up. */
public interface Resource {
  /** As looked up: canonical, beginning with a slash, without one at the end. */
  String path();

  /** The last segment. */
  String name();

  boolean isDirectory();

  /** Bytes; 0 for folders. */
  long length();

  /** Milliseconds since 1970. */
  long lastModified();

  /** Strong, quoted; the same after a restart as long as the content is the same. */
  String etag();

  URL url();

  /** The file itself, null if it is in a jar. */
  @Nullable Path file();

  /**
   * Whether the content may have changed since the lookup under somebody who reads it.
   *
   * @throws IOException if that cannot be told
   */
  boolean changed() throws IOException;

  /** Whether this lookup found the same file, unchanged, as another. */
  boolean isSame(Resource other);

  /** To be closed by the caller; nothing stays locked afterwards. */
  InputStream open() throws IOException;
}
