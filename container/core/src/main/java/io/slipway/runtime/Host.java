package io.slipway.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The container as its webapps see it: their neighbours, and what it tells about itself. Thread
 * safe.
 */
public interface Host {
  /** Name and version, for {@code ServletContext.getServerInfo}. */
  String serverInfo();

  /** The name of the host as configured, for {@code getVirtualServerName}. */
  String virtualServerName();

  /** Whether webapps may have each other's contexts. */
  boolean crossContext();

  /** Whether the container is about to end: connections end with the responses on them. */
  boolean draining();

  /** The running webapp with the longest context path that a path begins with. */
  @Nullable WebappRuntime webappFor(String path);
}
