package io.slipway.http;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A webapp's {@code ServletRequestListener}s and {@code ServletRequestAttributeListener}s: Servlet
 * 6.1, 11.
 */
public interface RequestListeners {
  /**
   * False where the webapp has no attribute listener, so that setting an attribute costs nothing
   * more.
   */
  boolean wantsAttributes();

  /** Whether anybody hears when a request begins and ends. */
  boolean wantsRequests();

  void initialized(ServletRequest request);

  /** In reverse order of declaration. Never throws: failures are logged. */
  void destroyed(ServletRequest request);

  void attributeAdded(ServletRequest request, String name, Object value);

  void attributeReplaced(ServletRequest request, String name, @Nullable Object old);

  void attributeRemoved(ServletRequest request, String name, @Nullable Object old);
}
