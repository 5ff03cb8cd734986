package io.slipway.websocket;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the webapp's {@code ServerContainer} before any code of the webapp runs, and puts the
 * handshake behind all of its filters when all have been registered.
 */
@HandlesTypes({ServerEndpoint.class, ServerApplicationConfig.class, Endpoint.class})
final class WebSocketInitializer implements ServletContainerInitializer {
  private static final String ATTRIBUTE = ServerContainer.class.getName();
  private static final String FILTER = "slipway-websocket";

  @Override
  public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) {
    Set<Class<?>> classes = new LinkedHashSet<>(found == null ? Set.of() : found);
    // A webapp may bring Tyrus, which has implementations of its own API
    classes.removeIf(type -> type.getName().startsWith("org.glassfish.tyrus."));
    EndpointContainer container = EndpointContainer.create(classes, context);
    context.setAttribute(ATTRIBUTE, container);
    context.addListener(container.sockets());
  }

  /**
   * @throws ServletException if the webapp's endpoints cannot be deployed
   */
  static void complete(ServletContext context) throws ServletException {
    if (context.getAttribute(ATTRIBUTE) instanceof EndpointContainer container) {
      container.deploy();
      FilterRegistration.Dynamic filter = context.addFilter(FILTER, new HandshakeFilter(container));
      filter.setAsyncSupported(true);
      filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }
  }
}
