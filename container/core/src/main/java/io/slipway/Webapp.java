package io.slipway;

import io.slipway.model.Problem;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A webapp that was given to a container. {@link #state} changes as the webapp does; all else stays
 * as it is. Thread safe.
 */
public interface Webapp {
  /** Where a webapp is in its life. */
  enum State {
    /** Takes requests. */
    RUNNING,
    /** Takes no new requests; those in flight go on. */
    STOPPING,
    /** Has ended: it was undeployed, replaced by a new version, or the container was closed. */
    STOPPED,
    /**
     * Was not deployed; {@link Webapp#problems} says why. Only with {@link
     * SlipwayBuilder#keepGoing}.
     */
    FAILED
  }

  /** The first name of the host that it is served under; empty for a default host without names. */
  String host();

  /** Empty for the root context, else beginning with a slash. */
  String contextPath();

  /** The folder or {@code .war} that it was deployed from; empty for one of code alone. */
  Optional<Path> source();

  /** {@code display-name}; the context path where there is none. */
  String displayName();

  /** Where it is in its life now. */
  State state();

  /** How many servlets it has, not counting those that the container gives to every webapp. */
  int servlets();

  /** How many filters it has. */
  int filters();

  /** The names of the servlets that {@link #servlets} counts, in the order of declaration. */
  List<String> servletNames();

  /** How many milliseconds the deployment took; {@link #phases} says for what. */
  long deployMillis();

  /**
   * Milliseconds by phase of the deployment, in order: index, descriptors, class loader,
   * initializers, listeners, servlets.
   */
  Map<String, Long> phases();

  /** The warnings about it; for one that failed, the errors too. */
  List<Problem> problems();

  /**
   * Its servlet context.
   *
   * @throws IllegalStateException if it was not deployed
   */
  ServletContext servletContext();
}
