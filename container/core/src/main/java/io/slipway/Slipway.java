package io.slipway;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A running container. Several may run in one JVM; nothing is shared between them. Thread safe.
 * Once it has been closed, what would change its webapps throws {@link IllegalStateException}.
 *
 * {@snippet :
 * try (Slipway s = Slipway.builder().port(0).webapp("/shop", Path.of("shop")).start()) {
 *   URI start = s.uri("/shop/");
 * }
 * }
 */
public interface Slipway extends AutoCloseable {
  static SlipwayBuilder builder() {
    return new SlipwayBuilder();
  }

  /** Of the HTTP listener, or of the HTTPS listener where that is the only one. */
  int port();

  /**
   * @throws IllegalStateException if there is no TLS listener
   */
  int httpsPort();

  /**
   * @throws IllegalStateException if there is no management listener
   */
  int managementPort();

  /** Of the root context, ending in a slash. */
  URI uri();

  /**
   * @param path as it stands in a URL, beginning with a slash
   */
  URI uri(String path);

  /** What runs and, with {@link SlipwayBuilder#keepGoing}, what failed, of all hosts. A copy. */
  List<Webapp> webapps();

  /**
   * Of the default host, as everything below.
   *
   * @throws IllegalArgumentException if it is no context path
   */
  Optional<Webapp> webapp(String contextPath);

  /** How servlets get their threads, for the start-up line. */
  String threads();

  /**
   * Deploys a folder or {@code .war} while the container runs.
   *
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if it is no context path
   */
  Webapp deploy(String contextPath, Path folderOrWar);

  /**
   * As {@link SlipwayBuilder#webapp(Path)}.
   *
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if its name stands for no context path
   */
  Webapp deploy(Path folderOrWar);

  /**
   * Deploys what the builder is told.
   *
   * @param content called at once
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if it is no context path
   */
  Webapp deploy(String contextPath, Consumer<WebappBuilder> content);

  /**
   * Deploys what runs at this context path anew, from the same folder, {@code .war} or code, and
   * returns when the new version serves. The version before serves until then, and goes on with the
   * requests that it has; it is ended when they have, or after {@link ServerOptions#drainTimeout}.
   * Sessions go over to the new version, logins included, unless {@link
   * SlipwayBuilder#persistentSessions} is off: requests wait meanwhile, and ones of the version
   * before that take more than two seconds lose their session.
   *
   * @throws DeploymentException if it cannot be deployed; the version before serves on
   * @throws IllegalArgumentException if there is none
   */
  Webapp redeploy(String contextPath);

  /**
   * Takes no new requests for the webapp, waits for those in flight ({@link
   * ServerOptions#drainTimeout}), and ends it.
   *
   * @throws IllegalArgumentException if there is none
   */
  void undeploy(String contextPath);

  /**
   * Lets requests in flight end, ends all webapps and closes the listeners, which may take as long
   * as {@link ServerOptions#shutdownDelay} and {@link ServerOptions#drainTimeout} together. Further
   * calls do nothing.
   */
  @Override
  void close();
}
