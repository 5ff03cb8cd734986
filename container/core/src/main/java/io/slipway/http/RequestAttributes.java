package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a request: Servlet 6.1, 3.7. One set for all its dispatches, but those that
 * tell of dispatches and of TLS are computed when asked; an application may set and remove them as
 * any other, which then counts in their place.
 */
final class RequestAttributes {
  private static final String SPECIFIED = "jakarta.servlet.";

  /** The value of a computed attribute that was removed. */
  private static final Object REMOVED = new Object();

  private final HttpServerExchange undertow;

  /**
   * Null before the first. For several threads: filters tidy up on their way back while another
   * thread has the request already, as those of Spring do.
   */
  private volatile @Nullable Map<String, Object> values;

  RequestAttributes(HttpServerExchange undertow) {
    this.undertow = undertow;
  }

  @Nullable Object get(Dispatch dispatch, String name) {
    Map<String, Object> own = values;
    Object value = own == null ? null : own.get(name);
    if (value != null) {
      return value == REMOVED ? null : value;
    }
    return name.startsWith(SPECIFIED) ? computed(dispatch, name) : null;
  }

  private Map<String, Object> values() {
    Map<String, Object> own = values;
    return own != null ? own : begin();
  }

  private synchronized Map<String, Object> begin() {
    Map<String, Object> own = values;
    if (own == null) {
      own = new ConcurrentHashMap<>();
      values = own;
    }
    return own;
  }

  private @Nullable Object computed(Dispatch dispatch, String name) {
    if (name.startsWith(TlsAttributes.PREFIX)) {
      return TlsAttributes.get(undertow, name);
    }
    return dispatch.previous() == null ? null : DispatchAttributes.get(dispatch, name);
  }

  Enumeration<String> names(Dispatch dispatch) {
    Set<String> names = new LinkedHashSet<>();
    if (dispatch.previous() != null) {
      DispatchAttributes.names(dispatch, names);
    }
    TlsAttributes.names(undertow, names);
    Map<String, Object> own = values;
    if (own != null) {
      own.forEach(
          (name, value) -> {
            if (value == REMOVED) {
              names.remove(name);
            } else {
              names.add(name);
            }
          });
    }
    return Collections.enumeration(names);
  }

  /** A null value removes. */
  void set(ServerRequest request, String name, @Nullable Object value) {
    if (name == null) {
      throw new IllegalArgumentException("An attribute needs a name");
    }
    if (value == null) {
      remove(request, name);
      return;
    }
    Object put = values().put(name, value);
    Object old = put == REMOVED ? null : put;
    RequestListeners listeners = request.app().listeners();
    if (listeners.wantsAttributes()) {
      if (old == null) {
        listeners.attributeAdded(request, name, value);
      } else {
        listeners.attributeReplaced(request, name, old);
      }
    }
  }

  void remove(ServerRequest request, String name) {
    Object old = get(request.dispatch(), name);
    if (old == null) {
      return;
    }
    if (name.startsWith(SPECIFIED) && computed(request.dispatch(), name) != null) {
      values().put(name, REMOVED);
    } else {
      values().remove(name);
    }
    RequestListeners listeners = request.app().listeners();
    if (listeners.wantsAttributes()) {
      listeners.attributeRemoved(request, name, old);
    }
  }
}
