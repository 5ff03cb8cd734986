package io.slipway.deploy;

import io.slipway.descriptor.IndexCache;
import io.slipway.model.ContextPath;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.resource.FileMemory;
import io.slipway.resource.FileOptions;
import io.slipway.runtime.Host;
import io.slipway.security.SecurityOptions;
import io.slipway.spi.PageOptions;
import io.slipway.spi.ProblemsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
      throw new DeployFailure(List.of(StartProblem.of(failure)), failure);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
