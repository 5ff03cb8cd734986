package io.slipway.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the attributes of Servlet 6.1, 9.3.1 (include), 9.4.2 (forward) and 9.7.2 (async) say, read
 * from the chain of dispatches.
 *
 * <p>An include shows its own path, and only while it is the innermost dispatch. A forward or async
 * dispatch shows the path that the client asked for, however many dispatches lie between. Named
 * dispatches show nothing.
 */
final class DispatchAttributes {
  private enum Element {
    REQUEST_URI("request_uri"),
    CONTEXT_PATH("context_path"),
    SERVLET_PATH("servlet_path"),
    PATH_INFO("path_info"),
    QUERY_STRING("query_string"),
    MAPPING("mapping");

    final String suffix;

    Element(String suffix) {
      this.suffix = suffix;
    }

    @Nullable Object of(Dispatch dispatch) {
      return switch (this) {
        case REQUEST_URI -> dispatch.requestUri();
        case CONTEXT_PATH -> dispatch.contextPath();
        case SERVLET_PATH -> dispatch.servletPath();
        case PATH_INFO -> dispatch.pathInfo();
        case QUERY_STRING -> dispatch.query();
        case MAPPING -> dispatch.mapping();
      };
    }
  }

  private static final Element[] ELEMENTS = Element.values();
  private static final String INCLUDE = prefix(RequestDispatcher.INCLUDE_REQUEST_URI);
  private static final String FORWARD = prefix(RequestDispatcher.FORWARD_REQUEST_URI);
  private static final String ASYNC = prefix(AsyncContext.ASYNC_REQUEST_URI);

  private DispatchAttributes() {}

  private static String prefix(String attribute) {
    return attribute.substring(0, attribute.length() - Element.REQUEST_URI.suffix.length());
  }

  static @Nullable Object get(Dispatch current, String name) {
    for (String prefix : new String[] {INCLUDE, FORWARD, ASYNC}) {
      if (name.startsWith(prefix)) {
        Dispatch shown = shown(current, prefix);
        if (shown == null) {
          return null;
        }
        Element element = element(name, prefix.length());
        return element == null ? null : element.of(shown);
      }
    }
    return null;
  }

  static void names(Dispatch current, Set<String> names) {
    for (String prefix : new String[] {INCLUDE, FORWARD, ASYNC}) {
      Dispatch shown = shown(current, prefix);
      if (shown != null) {
        for (Element element : ELEMENTS) {
          if (element.of(shown) != null) {
            names.add(prefix + element.suffix);
          }
        }
      }
    }
  }

  private static @Nullable Element element(String name, int from) {
    for (Element element : ELEMENTS) {
      if (name.length() - from == element.suffix.length()
          && name.startsWith(element.suffix, from)) {
        return element;
      }
    }
    return null;
  }

  private static @Nullable Dispatch shown(Dispatch current, String prefix) {
    if (prefix.equals(INCLUDE)) {
      return current.type() == DispatcherType.INCLUDE && !current.named() ? current : null;
    }
    DispatcherType type = prefix.equals(FORWARD) ? DispatcherType.FORWARD : DispatcherType.ASYNC;
    for (Dispatch dispatch = current; dispatch != null; dispatch = dispatch.previous()) {
      if (dispatch.type() == type && !dispatch.named()) {
        return current.first();
      }
    }
    return null;
  }
}
