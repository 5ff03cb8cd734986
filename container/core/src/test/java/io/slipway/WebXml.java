package io.slipway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A webapp's folder with a deployment descriptor, of which a test says what is its own. */
public final class WebXml {
  private WebXml() {}

  /**
   * Writes {@code WEB-INF/web.xml} of Servlet 6.1.
   *
   * @param content of {@code web-app}
   * @return the folder
   */
  public static Path write(Path folder, String content) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("WEB-INF")).resolve("web.xml"),
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n"
            + content
            + "</web-app>\n");
    return folder;
  }
}
