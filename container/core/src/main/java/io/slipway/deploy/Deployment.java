package io.slipway.deploy;

import io.slipway.model.ContextPath;
import io.slipway.model.Problem;
import io.slipway.runtime.WebappRuntime;
import java.util.List;
import java.util.Map;

/** A deployed webapp, with what must be ended when it goes. */
public final class Deployment {
  private final WebappRuntime runtime;
  private final Opened opened;
  private final Map<String, Long> phases;
  private final List<Problem> warnings;

  Deployment(
      WebappRuntime runtime, Opened opened, Map<String, Long> phases, List<Problem> warnings) {
    this.runtime = runtime;
    this.opened = opened;
    this.phases = phases;
    this.warnings = List.copyOf(warnings);
  }

  public WebappRuntime runtime() {
    return runtime;
  }

  /** Milliseconds by phase, in order. */
  public Map<String, Long> phases() {
    return phases;
  }

  public List<Problem> warnings() {
    return warnings;
  }

  /**
   * Ends the webapp: servlets, filters, sessions, listeners, then loader and files. Its requests
   * have ended before. Never throws.
   */
  public void stop() {
    opened.close(ContextPath.label(runtime.contextPath()));
  }
}
