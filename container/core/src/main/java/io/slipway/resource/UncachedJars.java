package io.slipway.resource;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/**
 * URLs of jar entries whose connections do not go through the JVM's cache of open jars, which would
 * keep a jar open, and locked on some systems, after its webapp has gone.
 */
public final class UncachedJars extends URLStreamHandler {
  private static final UncachedJars HANDLER = new UncachedJars();

  private UncachedJars() {}

  /** The same URL; as it is where it is none of a jar. */
  public static URL of(URL url) {
    if (!"jar".equals(url.getProtocol())) {
      return url;
    }
    try {
      return new URL(null, url.toExternalForm(), HANDLER);
    } catch (IOException impossible) {
      throw new IllegalStateException("A URL that was one is one", impossible);
    }
  }

  @Override
  protected URLConnection openConnection(URL url) throws IOException {
    URLConnection connection = URI.create(url.toExternalForm()).toURL().openConnection();
    connection.setUseCaches(false);
    return connection;
  }
}
