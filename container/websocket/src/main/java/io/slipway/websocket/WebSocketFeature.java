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
