package io.slipway;

import io.slipway.model.Problem;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A webapp that was given to a container. Live: {@link #state} changes. Thread safe. */
public interface Webapp {
  /** Where a webapp is in its life. */
  enum State {
    RUNNING,
    /** Takes no new requests; those in flight go on. */
    STOPPING,
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

  State state();

  /** How many servlets it has, without those that every webapp has from the container. */
  int servlets();

  /** How many filters it has. */
  int filters();

  /** Names of the servlets that {@link #servlets} counts, in the order of declaration. */
  List<String> servletNames();

  /** How long the deployment took; {@link #phases} says with what. */
  long deployMillis();

  /**
   * Milliseconds by phase of the deployment, in order: index, descriptors, class loader,
   * initializers, listeners, servlets.
   */
  Map<String, Long> phases();

  /** Warnings, and the errors of one that failed. */
  List<Problem> problems();

  /**
   * @throws IllegalStateException if it was not deployed
   */
  ServletContext servletContext();
}
