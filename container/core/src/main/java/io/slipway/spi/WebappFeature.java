package io.slipway.spi;

import java.util.EventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A feature at work in one webapp. Each method but {@code close} is called once, while the webapp
 * is deployed.
 */
public interface WebappFeature extends AutoCloseable {
  /**
   * How the webapp's servlets, filters, listeners and handlers are made from now on.
   *
   * @param otherwise how they would be made without this feature; does {@code @PostConstruct} and
   *     {@code @PreDestroy}
   */
  default ComponentFactory components(ComponentFactory otherwise) {
    return otherwise;
  }

  /** Listeners in front of all others: told first when something begins and last when it ends. */
  default List<EventListener> outermost() {
    return List.of();
  }

  /**
   * Listeners behind all others: told last when something begins and first when it ends. None of
   * them may be a context listener.
   */
  default List<EventListener> innermost() {
    return List.of();
  }

  /**
   * What is told of requests; null if the feature has no part in them, so that they pay nothing.
   */
  default @Nullable RequestScope requestScope() {
    return null;
  }

  /** Called when the webapp has ended, with its class loader in context and still open. */
  @Override
  void close();
}
