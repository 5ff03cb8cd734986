package io.slipway.cdi;

import org.glassfish.tyrus.core.ComponentProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes WebSocket endpoints, encoders and decoders as CDI makes servlets. Found by Tyrus as a
 * service, where slipway-websocket is there; one instance for a webapp's endpoints, which knows the
 * webapp by the class loader in context.
 */
public final class SocketComponents extends ComponentProvider {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");

  @Override
  public boolean isApplicable(Class<?> type) {
    CurrentCdi current = WebappContainers.current();
    return current != null && current.sockets().makes(type);
  }

  /** Null where it cannot be made, which Tyrus reports to the endpoint's client and log. */
  @Override
  public <T> @Nullable Object create(Class<T> type) {
    CurrentCdi current = WebappContainers.current();
    if (current == null) {
      throw new IllegalStateException("The class loader in context is that of no webapp with CDI");
    }
    try {
      return current.sockets().create(type);
    } catch (Exception failure) {
      LOG.errorf(failure, "%s cannot be made", type.getName());
      return null;
    }
  }

  @Override
  public boolean destroy(Object instance) {
    CurrentCdi current = WebappContainers.current();
    return current != null && current.sockets().release(instance);
  }
}
