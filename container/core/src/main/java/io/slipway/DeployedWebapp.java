package io.slipway;

import io.slipway.deploy.Deployment;
import io.slipway.model.ContextPath;
import io.slipway.model.Problem;
import io.slipway.runtime.Mount;
import io.slipway.runtime.WebappRuntime;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A webapp of a container: what it shows of it, and what the container needs to end it. */
final class DeployedWebapp implements Webapp {
  private final String host;
  private final String contextPath;
  private final SlipwayBuilder.Deployable deployable;
  private final @Nullable Deployment deployment;
  private final @Nullable Mount mount;
  private final String displayName;
  private final List<String> servletNames;
  private final int filters;
  private final long deployMillis;
  private final List<Problem> problems;
  private volatile State state;

  /** One that runs. */
  DeployedWebapp(
      String host,
      SlipwayBuilder.Deployable deployable,
      Deployment deployment,
      Mount mount,
      long deployMillis) {
    WebappRuntime runtime = deployment.runtime();
    this.host = host;
    this.contextPath = runtime.contextPath();
    this.deployable = deployable;
    this.deployment = deployment;
    this.mount = mount;
    this.displayName = runtime.displayName();
    this.servletNames = runtime.servletNames();
    this.filters = runtime.filterCount();
    this.deployMillis = deployMillis;
    this.problems = deployment.warnings();
    this.state = State.RUNNING;
  }

  /** One that could not be deployed. */
  DeployedWebapp(
      String host,
      SlipwayBuilder.Deployable deployable,
      DeploymentException failure,
      long deployMillis) {
    this.host = host;
    this.contextPath = failure.contextPath();
    this.deployable = deployable;
    this.deployment = null;
    this.mount = null;
    this.displayName = ContextPath.label(contextPath);
    this.servletNames = List.of();
    this.filters = 0;
    this.deployMillis = deployMillis;
    this.problems = failure.problems();
    this.state = State.FAILED;
  }

  void state(State next) {
    state = next;
  }

  /** What it was made from. */
  SlipwayBuilder.Deployable deployable() {
    return deployable;
  }

  @Nullable Deployment deployment() {
    return deployment;
  }

  @Nullable Mount mount() {
    return mount;
  }

  /** As the attribute {@code io.slipway.webapps} shows it to webapps. */
  Map<String, String> summary() {
    Map<String, String> summary = new LinkedHashMap<>();
    summary.put("contextPath", contextPath);
    summary.put("displayName", displayName);
    summary.put("servlets", Integer.toString(servlets()));
    summary.put("filters", Integer.toString(filters));
    summary.put("deployMillis", Long.toString(deployMillis));
    summary.put("state", state.name());
    return summary;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public String contextPath() {
    return contextPath;
  }

  @Override
  public Optional<Path> source() {
    return Optional.ofNullable(deployable.webapp().folder);
  }

  @Override
  public String displayName() {
    return displayName;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public int servlets() {
    return servletNames.size();
  }

  @Override
  public int filters() {
    return filters;
  }

  @Override
  public List<String> servletNames() {
    return servletNames;
  }

  @Override
  public long deployMillis() {
    return deployMillis;
  }

  @Override
  public Map<String, Long> phases() {
    return deployment == null ? Map.of() : deployment.phases();
  }

  @Override
  public List<Problem> problems() {
    return problems;
  }

  @Override
  public ServletContext servletContext() {
    if (deployment == null) {
      throw new IllegalStateException(displayName + " was not deployed");
    }
    return deployment.runtime().servletContext();
  }
}
