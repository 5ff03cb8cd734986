package io.slipway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;

/** Where the distribution lies. */
record Home(Path folder) {
  /** The start script says so; without it, the working directory. */
  static Home find() {
    return new Home(Path.of(System.getProperty("slipway.home", ".")));
  }

  Path conf() {
    return folder.resolve("conf");
  }

  Path webapps() {
    return folder.resolve("webapps");
  }

  String version() {
    try (InputStream in = Home.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "(unknown version)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
