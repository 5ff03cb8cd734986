package io.slipway.deploy;

import io.slipway.descriptor.IndexCache;
import io.slipway.model.ContextPath;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.resource.FileMemory;
import io.slipway.resource.FileOptions;
import io.slipway.runtime.Host;
import io.slipway.security.SecurityOptions;
import io.slipway.spi.PageOptions;
import io.slipway.spi.ProblemsException;
import jakarta.servlet.ServletException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From a folder to a running webapp, by the steps of {@code DeploymentRun}. A webapp is either
 * running in the end, or everything that had begun is ended again and every reason known is in the
 * failure. Thread safe; webapps may be deployed in parallel.
 */
public final class Deployer {
  /**
   * What is the same for all webapps of a container.
   *
   * @param derived keeps what is made of webapps' files; null: it goes with the webapp
   * @param resources by JNDI name, what every webapp finds; belong to the embedder
   * @param dataSources made for each webapp that uses them
   */
  public record Settings(
      IndexCache indexes,
      @Nullable DerivedCache derived,
      Loaders loaders,
      List<FeatureModule> features,
      SecurityOptions security,
      Map<String, Object> resources,
      List<DataSourceDef> dataSources,
      FileOptions files,
      FileMemory fileMemory,
      PageOptions pages) {
    public Settings {
      features = List.copyOf(features);
      resources = Map.copyOf(resources);
      dataSources = List.copyOf(dataSources);
    }
  }

  /**
   * Where classes come from that are not a webapp's.
   *
   * @param container the container's own, and its features
   * @param modules gives that of connection pools
   * @param libraries of jars that every webapp with a loader of its own sees; belongs to the caller
   */
  public record Loaders(
      ClassLoader container, Supplier<ClassLoader> modules, ClassLoader libraries) {}

  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  /** Where no fault of a webapp is. */
  private static final List<String> NOT_THE_WEBAPPS =
      List.of(
          "io.slipway.cdi.",
          "io.slipway.deploy.",
          "io.slipway.runtime.",
          "java.",
          "jdk.",
          "org.jboss.weld.");

  private final Settings settings;
  private final Host host;
  private final WorkFolders folders;

  /**
   * @param host whose webapps it deploys
   * @param workDirectory of the host alone; exists, writable
   * @param keepsSessions whether the sessions of webapps that end are kept there
   */
  public Deployer(Settings settings, Host host, Path workDirectory, boolean keepsSessions) {
    this.settings = settings;
    this.host = host;
    this.folders = new WorkFolders(workDirectory, keepsSessions);
  }

  /**
   * Deploys; the webapp takes requests when this returns.
   *
   * @throws DeployFailure with every reason that is known; nothing is left of the webapp
   */
  public Deployment deploy(DeploymentPlan plan) throws DeployFailure {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    Opened opened = new Opened();
    try {
      return new DeploymentRun(settings, host, folders, plan, opened).deploy();
    } catch (DeployFailure rejected) {
      opened.close(ContextPath.label(plan.contextPath()));
      throw rejected;
    } catch (ProblemsException rejected) {
      opened.close(ContextPath.label(plan.contextPath()));
      throw new DeployFailure(rejected.problems(), null);
    } catch (Exception | Error failure) {
      // before what is ended fails in its turn
      LOG.errorf(failure, "%s threw while it started", ContextPath.label(plan.contextPath()));
      opened.close(ContextPath.label(plan.contextPath()));
      throw new DeployFailure(List.of(problem(failure)), failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof ServletException e && e.getRootCause() != null
            ? e.getRootCause()
            : failure;
    Origin at =
        Arrays.stream(cause.getStackTrace())
            .takeWhile(frame -> !frame.getClassName().equals(Deployer.class.getName()))
            .filter(frame -> NOT_THE_WEBAPPS.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .map(frame -> new Origin(frame.getClassName(), frame.getLineNumber()))
            .orElse(Origin.of("start"));
    // the message of an error, such as the name of a class, says nothing by itself
    String message =
        failure instanceof Error || failure.getMessage() == null
            ? failure.toString()
            : failure.getMessage();
    boolean told =
        cause == failure
            || message.contains(cause.toString())
            || message.endsWith(": " + cause.getMessage());
    List<String> fix = new ArrayList<>();
    if (!told) {
      fix.add("caused by " + withoutFrames(cause.toString()));
    }
    missingClass(failure)
        .filter(name -> !message.contains(name))
        .ifPresent(name -> fix.add(MissingClasses.whileStarting(name)));
    fix.add("the stack trace is in the log");
    return Problem.error("start-failed", at, withoutFrames(message), String.join("; ", fix));
  }

  /** Weld's messages have the stack traces of what its extensions threw. */
  private static String withoutFrames(String message) {
    return message
        .lines()
        .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** The name of the class that it fails for want of, if that is the innermost cause. */
  private static Optional<String> missingClass(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable innermost = failure;
    while (innermost.getCause() != null && seen.add(innermost)) {
      innermost = innermost.getCause();
    }
    return innermost instanceof NoClassDefFoundError || innermost instanceof ClassNotFoundException
        ? Optional.ofNullable(innermost.getMessage())
            // others: "Could not initialize class", "wrong name"
            .filter(name -> name.indexOf(' ') < 0)
            .map(name -> name.replace('/', '.'))
        : Optional.empty();
  }
}
