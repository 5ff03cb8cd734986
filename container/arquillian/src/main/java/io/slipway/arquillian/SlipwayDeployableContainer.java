package io.slipway.arquillian;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.Webapp;
import io.slipway.deploy.Folders;
import io.slipway.http.RequestOptions;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.wire.ConnectionLimits;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jspecify.annotations.Nullable;

/**
 * Starts Slipway in the JVM of the tests and deploys their archives into it, each at the context
 * path of its name (or of its {@code default-context-path}). Several archives may be deployed at
 * once, and several containers may run at once.
 *
 * <p>The protocol is {@code Local}: test methods run in the test's JVM, outside of the webapp, and
 * ask it over HTTP; the injected {@code URL} is the webapp's.
 */
public final class SlipwayDeployableContainer
    implements DeployableContainer<SlipwayContainerConfiguration> {
  /** An archive that is up, and the temporary folder that its own is in. */
  private record Deployed(String contextPath, Path folder) {}

  private final Map<String, Deployed> deployed = new ConcurrentHashMap<>();
  private SlipwayContainerConfiguration configuration = new SlipwayContainerConfiguration();
  private @Nullable Slipway slipway;
  private @Nullable Path workDirectory;

  @Override
  public Class<SlipwayContainerConfiguration> getConfigurationClass() {
    return SlipwayContainerConfiguration.class;
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public void setup(SlipwayContainerConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public void start() throws LifecycleException {
    Path work = null;
    try {
      work = createWorkDirectory();
      slipway = builder(work).start();
      workDirectory = work;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LifecycleException failure =
          new LifecycleException("Slipway did not start: " + e.getMessage(), e);
      deleteAfter(failure, work);
      throw failure;
    }
  }

  private SlipwayBuilder builder(Path work) throws IOException, GeneralSecurityException {
    SlipwayBuilder builder =
        Slipway.builder()
            .bind(configuration.bindAddress())
            .http2(configuration.http2())
            .h2c(configuration.http2())
            .crossContext(configuration.crossContext())
            .identityStore(ConfiguredUsers.parse(configuration.users()))
            .requestOptions(
                RequestOptions.DEFAULT.withAsyncTimeoutMillis(configuration.asyncTimeoutMillis()))
            .pipeline(
                PipelineOptions.DEFAULT.withLimits(
                    LimitOptions.DEFAULT.withConnections(
                        ConnectionLimits.DEFAULT.withIdleTimeoutMillis(
                            configuration.idleTimeoutMillis()))))
            .workDirectory(Files.createDirectories(work.resolve("work")))
            // each deployment of a test begins anew
            .persistentSessions(false);
    Path keyStore = configuration.keyStore();
    if (keyStore == null) {
      return builder.port(configuration.port());
    }
    SSLContext tls =
        TlsContext.of(
            keyStore,
            configuration.keyStorePassword(),
            configuration.trustStore(),
            configuration.trustStorePassword());
    return builder.https(configuration.port(), tls, configuration.clientAuthentication());
  }

  /** A folder of this container alone, which {@link #stop} removes. */
  private Path createWorkDirectory() throws IOException {
    Path parent = configuration.workDirectory();
    return parent == null
        ? Files.createTempDirectory("slipway-arquillian")
        : Files.createTempDirectory(Files.createDirectories(parent), "slipway-arquillian");
  }

  @Override
  public void stop() throws LifecycleException {
    Slipway running = slipway;
    Path work = workDirectory;
    slipway = null;
    workDirectory = null;
    deployed.clear();
    try {
      if (running != null) {
        running.close();
      }
      if (work != null) {
        Folders.delete(work);
      }
    } catch (IOException | RuntimeException e) {
      throw new LifecycleException("Slipway did not stop cleanly: " + e.getMessage(), e);
    }
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    Slipway running = slipway;
    Path work = workDirectory;
    if (running == null || work == null) {
      throw new DeploymentException(
          "Slipway is not started; is the container managed manually, and was it started first?");
    }
    if (!archive.getName().endsWith(".war")) {
      throw new DeploymentException(
          "Slipway deploys web archives; "
              + archive.getName()
              + " is not one (does its name end in .war?)");
    }
    Path parent = null;
    try {
      parent = Files.createTempDirectory(work, "archive");
      Path folder =
          parent.resolve(
              archive.getName().substring(0, archive.getName().length() - ".war".length()));
      ExplodedArchive.write(archive, folder);
      Webapp webapp = running.deploy(folder);
      deployed.put(archive.getName(), new Deployed(webapp.contextPath(), parent));
      return metaData(running, webapp);
    } catch (IOException | RuntimeException e) {
      DeploymentException failure =
          new DeploymentException(
              "Could not deploy " + archive.getName() + ": " + e.getMessage(), e);
      deleteAfter(failure, parent);
      throw failure;
    }
  }

  private static void deleteAfter(Exception failure, @Nullable Path folder) {
    if (folder != null) {
      try {
        Folders.delete(folder);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * Where the webapp is. There always is at least one servlet in it: without any, Arquillian
   * injects a URL that has no context path. Each is there under the simple name of its class, too,
   * by which {@code @ArquillianResource(TheServlet.class)} asks.
   */
  private static ProtocolMetaData metaData(Slipway running, Webapp webapp)
      throws MalformedURLException {
    URL url = running.uri().toURL();
    HTTPContext http =
        new HTTPContext(url.getHost(), url.getPort(), url.getProtocol().equals("https"));
    http.add(new Servlet("default", webapp.contextPath()));
    for (ServletRegistration servlet : webapp.servletContext().getServletRegistrations().values()) {
      http.add(new Servlet(servlet.getName(), webapp.contextPath()));
      String type = servlet.getClassName();
      if (type != null) {
        http.add(new Servlet(type.substring(type.lastIndexOf('.') + 1), webapp.contextPath()));
      }
    }
    return new ProtocolMetaData().addContext(http);
  }

  @Override
  public void undeploy(Archive<?> archive) throws DeploymentException {
    Deployed webapp = deployed.remove(archive.getName());
    Slipway running = slipway;
    if (webapp == null || running == null) {
      return;
    }
    try {
      running.undeploy(webapp.contextPath());
      Folders.delete(webapp.folder());
    } catch (IOException | RuntimeException e) {
      throw new DeploymentException(
          "Could not undeploy " + archive.getName() + ": " + e.getMessage(), e);
    }
  }
}
