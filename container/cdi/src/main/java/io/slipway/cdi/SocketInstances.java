package io.slipway.cdi;

import io.slipway.spi.Component;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints, encoders and decoders of one webapp's open WebSocket sessions, kept to be released
 * with them. Thread safe.
 */
final class SocketInstances {
  private final Map<Object, Component<?>> made =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private volatile @Nullable InjectedComponents components;

  /** What makes them; once, when the webapp's components are made by CDI. */
  void use(InjectedComponents factory) {
    components = factory;
  }

  boolean makes(Class<?> type) {
    InjectedComponents factory = components;
    return factory != null && factory.isOfWebapp(type);
  }

  <T> T create(Class<T> type) throws Exception {
    InjectedComponents factory = components;
    if (factory == null) {
      throw new IllegalStateException("The webapp has not begun");
    }
    Component<T> component = factory.create(type);
    made.put(component.instance(), component);
    return component.instance();
  }

  boolean release(Object instance) {
    Component<?> component = made.remove(instance);
    if (component != null) {
      component.close();
    }
    return component != null;
  }
}
