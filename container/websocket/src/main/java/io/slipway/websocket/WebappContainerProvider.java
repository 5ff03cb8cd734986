package io.slipway.websocket;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code ContainerProvider.getWebSocketContainer()} with the container of the webapp whose
 * class loader is in context. Static because that is; holds no webapp longer than it runs.
 */
public final class WebappContainerProvider extends ContainerProvider {
  private static final Map<ClassLoader, EndpointContainer> CONTAINERS = new ConcurrentHashMap<>();

  static void add(ClassLoader webapp, EndpointContainer container) {
    CONTAINERS.put(webapp, container);
  }

  static void remove(ClassLoader webapp, EndpointContainer container) {
    CONTAINERS.remove(webapp, container);
  }

  /** Null where there is none: the API asks the next provider. */
  @Override
  protected @Nullable WebSocketContainer getContainer() {
    for (ClassLoader l = Thread.currentThread().getContextClassLoader();
        l != null;
        l = l.getParent()) {
      EndpointContainer container = CONTAINERS.get(l);
      if (container != null) {
        return container;
      }
    }
    return null;
  }
}
