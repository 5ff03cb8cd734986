package io.slipway.runtime;

import io.slipway.http.RequestOptions;
import io.slipway.model.ContextPath;
import io.slipway.model.WebApp;
import io.slipway.naming.ResourceInjector;
import io.slipway.resource.StaticFiles;
import io.slipway.security.SecurityOptions;
import io.slipway.session.SessionStore;
import io.slipway.spi.IdentityStore;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a webapp is made of.
 *
 * @param contextPath empty for the root context
 * @param displayName instead of the model's; null to leave that
 * @param contextParams over those of the model
 * @param temporaryDirectory exists
 * @param attributes of the context from the beginning
 * @param pageServlet what serves pages, null where nothing does
 * @param sessionStore null where sessions end with the webapp
 */
public record WebappSetup(
    String contextPath,
    WebApp model,
    @Nullable String displayName,
    Map<String, String> contextParams,
    ClassLoader classLoader,
    StaticFiles files,
    Path temporaryDirectory,
    RequestOptions options,
    Host host,
    Map<String, Object> attributes,
    ResourceInjector injector,
    @Nullable ContainerServlet pageServlet,
    @Nullable IdentityStore identityStore,
    SecurityOptions securityOptions,
    @Nullable SessionStore sessionStore) {
  /** As the log calls the webapp. */
  String label() {
    return ContextPath.label(contextPath);
  }
}
