package io.slipway.websocket;

import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Set;

/**
 * Jakarta WebSocket 2.2 for webapps that have an endpoint: a class with {@code @ServerEndpoint} or
 * {@code @ClientEndpoint}, an {@code Endpoint} or a {@code ServerApplicationConfig}. For all others
 * nothing of Tyrus is loaded.
 */
public final class WebSocketFeature implements Feature {
  /** By name, so that asking loads none of them. */
  private static final Set<String> ENDPOINTS =
      Set.of(
          "jakarta.websocket.ClientEndpoint",
          "jakarta.websocket.server.ServerEndpoint",
          "jakarta.websocket.server.ServerApplicationConfig",
          "jakarta.websocket.Endpoint");

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public Set<String> apiPackages() {
    return Set.of("jakarta.websocket.");
  }

  /** What {@code ServiceLoader} finds for the webapp; nothing else of this package. */
  @Override
  public Set<String> implementationPackages() {
    return Set.of(WebappContainerProvider.class.getName());
  }

  /**
   * A webapp's own Tyrus would mix with the container's in one connection; Tomcat's implementation,
   * which comes with Spring Boot's embedded Tomcat, works in Tomcat alone.
   */
  @Override
  public Set<String> exclusivePackages() {
    return Set.of("org.glassfish.tyrus.", "org.apache.tomcat.websocket.");
  }

  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return webapp.hasClassOf(ENDPOINTS);
  }

  @Override
  public List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of(new WebSocketInitializer());
  }

  @Override
  public void complete(ServletContext context) throws ServletException {
    WebSocketInitializer.complete(context);
  }
}
