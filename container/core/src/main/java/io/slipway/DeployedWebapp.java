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

  private DeployedWebapp(
      String host,
      String contextPath,
      SlipwayBuilder.Deployable deployable,
      @Nullable Deployment deployment,
      @Nullable Mount mount,
      String displayName,
      List<String> servletNames,
      int filters,
      long deployMillis,
      List<Problem> problems,
      State state) {
    this.host = host;
    this.contextPath = contextPath;
    this.deployable = deployable;
    this.deployment = deployment;
    this.mount = mount;
    this.displayName = displayName;
    this.servletNames = servletNames;
    this.filters = filters;
    this.deployMillis = deployMillis;
    this.problems = problems;
    this.state = state;
  }

  static DeployedWebapp running(
      String host,
      SlipwayBuilder.Deployable deployable,
      Deployment deployment,
      Mount mount,
      long millis) {
    WebappRuntime runtime = deployment.runtime();
    return new DeployedWebapp(
        host,
        runtime.contextPath(),
        deployable,
        deployment,
        mount,
        runtime.displayName(),
        runtime.servletNames(),
        runtime.filterCount(),
        millis,
        deployment.warnings(),
        State.RUNNING);
  }

  static DeployedWebapp failed(
      String host, SlipwayBuilder.Deployable deployable, DeploymentException failure, long millis) {
    String path = failure.contextPath();
    return new DeployedWebapp(
        host,
        path,
        deployable,
        null,
        null,
        ContextPath.label(path),
        List.of(),
        0,
        millis,
        failure.problems(),
        State.FAILED);
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
