package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a request: Servlet 6.1, 3.7. One set for all its dispatches, but those that
 * tell of dispatches and of TLS are computed when asked; an application may set and remove them as
 * any other, which then counts in their place.
 */
final class RequestAttributes {
  private static final String SPECIFIED = "jakarta.servlet.";

  private final HttpServerExchange undertow;

  /** A null value stands for a computed attribute that was removed. */
  private @Nullable Map<String, @Nullable Object> values;

  RequestAttributes(HttpServerExchange undertow) {
    this.undertow = undertow;
  }

  @Nullable Object get(Dispatch dispatch, String name) {
    if (values != null) {
      Object value = values.get(name);
      if (value != null) {
        return value;
      }
    }
    return name.startsWith(SPECIFIED) && (values == null || !values.containsKey(name))
        ? computed(dispatch, name)
        : null;
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
    if (values != null) {
      values.forEach(
          (name, value) -> {
            if (value == null) {
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
    if (values == null) {
      values = new HashMap<>();
    }
    Object old = values.put(name, value);
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
    if (values == null) {
      values = new HashMap<>();
    }
    values.remove(name);
    if (name.startsWith(SPECIFIED) && computed(request.dispatch(), name) != null) {
      values.put(name, null);
    }
    RequestListeners listeners = request.app().listeners();
    if (listeners.wantsAttributes()) {
      listeners.attributeRemoved(request, name, old);
    }
  }
}
