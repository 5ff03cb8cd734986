package io.slipway.websocket;

import io.slipway.spi.ByWebapp;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code ContainerProvider.getWebSocketContainer()} with the container of the webapp whose
 * class loader is in context. Static because that is; holds no webapp longer than it runs.
 */
public final class WebappContainerProvider extends ContainerProvider {
  private static final ByWebapp<EndpointContainer> CONTAINERS = new ByWebapp<>();

  static void add(ClassLoader webapp, EndpointContainer container) {
    CONTAINERS.put(webapp, container);
  }

  static void remove(ClassLoader webapp, EndpointContainer container) {
    CONTAINERS.remove(webapp, container);
  }

  /** Null where there is none: the API asks the next provider. */
  @Override
  protected @Nullable WebSocketContainer getContainer() {
    return CONTAINERS.current();
  }
}
