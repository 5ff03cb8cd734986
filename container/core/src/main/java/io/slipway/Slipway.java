package io.slipway;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A running container. Several may run in one JVM; nothing is shared between them. Thread safe.
 * Once it has been closed, the methods that change its webapps throw {@link IllegalStateException}.
 *
 * {@snippet :
 * try (Slipway s = Slipway.builder().port(0).webapp("/shop", Path.of("shop")).start()) {
 *   URI start = s.uri("/shop/");
 * }
 * }
 */
public interface Slipway extends AutoCloseable {
  /** A builder for a new container, with the defaults that its methods name. */
  static SlipwayBuilder builder() {
    return new SlipwayBuilder();
  }

  /** The port of the HTTP listener, or of the HTTPS listener if there is no other. */
  int port();

  /**
   * The port of the HTTPS listener.
   *
   * @throws IllegalStateException if there is none
   */
  int httpsPort();

  /**
   * The port of the management listener.
   *
   * @throws IllegalStateException if there is none
   */
  int managementPort();

  /** The URL of the root context of the default host, ending in a slash. */
  URI uri();

  /**
   * A URL of the default host, on the listener that {@link #port} belongs to. Its host is the
   * address by which clients on this machine reach the listener. If the default host has {@link
   * SlipwayBuilder#hostNames names}, and the address is none of them, it is the first of these,
   * which clients must be able to resolve; {@code www} stands in it for an asterisk. If it has
   * none, and another host is named like the address, that one answers.
   *
   * @param path as it stands in a URL, beginning with a slash; may have a query
   * @throws IllegalArgumentException if it cannot stand in a URL
   */
  URI uri(String path);

  /**
   * The webapps of all hosts: those that run and, with {@link SlipwayBuilder#keepGoing}, those that
   * failed. A copy.
   */
  List<Webapp> webapps();

  /**
   * The webapp at a context path of the default host. The methods below deploy and end webapps of
   * that host, too.
   *
   * @throws IllegalArgumentException if it is not a context path
   */
  Optional<Webapp> webapp(String contextPath);

  /** How servlets get their threads, in words for a start-up message. */
  String threads();

  /**
   * Deploys a folder or {@code .war} while the container runs.
   *
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if it is not a context path
   */
  Webapp deploy(String contextPath, Path folderOrWar);

  /**
   * Deploys a folder or {@code .war} at the context path that {@link SlipwayBuilder#webapp(Path)}
   * would give it.
   *
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if no context path can be made of its name
   */
  Webapp deploy(Path folderOrWar);

  /**
   * Deploys a webapp that is put together by code.
   *
   * @param content called at once
   * @throws DeploymentException if it cannot be deployed or the context path is taken
   * @throws IllegalArgumentException if it is not a context path
   */
  Webapp deploy(String contextPath, Consumer<WebappBuilder> content);

  /**
   * Deploys the webapp at this context path anew, from the same folder, {@code .war} or code, and
   * returns when the new version serves requests. The old version serves them until then, and
   * finishes those that it has; it is ended after that, or after {@link
   * ServerOptions#drainTimeout}. Sessions are carried over to the new version, logins included,
   * unless {@link SlipwayBuilder#persistentSessions} is off: new requests wait meanwhile, and
   * requests of the old version that take more than two seconds lose their session.
   *
   * @throws DeploymentException if it cannot be deployed; the old version goes on
   * @throws IllegalArgumentException if there is no webapp at this path
   */
  Webapp redeploy(String contextPath);

  /**
   * Ends the webapp at this context path: it gets no new requests, and those in flight are waited
   * for, up to {@link ServerOptions#drainTimeout}.
   *
   * @throws IllegalArgumentException if there is no webapp at this path
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
