package io.slipway.runtime;

import io.slipway.model.ContextPath;
import io.slipway.model.WebApp;
import io.slipway.naming.ResourceInjector;
import io.slipway.resource.StaticFiles;
import io.slipway.security.SecurityOptions;
import io.slipway.session.SessionStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a webapp is made of.
 *
 * @param contextPath empty for the root context
 * @param temporaryDirectory exists
 * @param pageServlet what serves pages, null where nothing does
 * @param sessionStore null where sessions end with the webapp
 */
public record WebappSetup(
    String contextPath,
    WebApp model,
    ContextOptions context,
    ClassLoader classLoader,
    StaticFiles files,
    Path temporaryDirectory,
    Host host,
    ResourceInjector injector,
    @Nullable ContainerServlet pageServlet,
    SecurityOptions security,
    @Nullable SessionStore sessionStore) {
  /** As the log calls the webapp. */
  String label() {
    return ContextPath.label(contextPath);
  }
}
