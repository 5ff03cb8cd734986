package io.slipway.runtime;

import io.slipway.resource.DefaultServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code OPTIONS} would answer, without asking the servlet; and without TRACE. */
final class AllowedMethods {
  private static final Set<String> KNOWN =
      Set.of("doGet", "doHead", "doPost", "doPut", "doPatch", "doDelete");

  private AllowedMethods() {}

  /** Null for one that is no {@link HttpServlet} or decides in {@code service}. */
  static @Nullable String of(Servlet servlet) {
    if (servlet instanceof DefaultServlet) {
      return DefaultServlet.METHODS;
    }
    Set<String> methods = new TreeSet<>();
    for (Class<?> type = servlet.getClass();
        servlet instanceof HttpServlet && type != HttpServlet.class;
        type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        if (KNOWN.contains(method.getName()) && takesRequestAndResponse(method)) {
          methods.add(method.getName().substring(2).toUpperCase(Locale.ROOT));
        }
      }
    }
    if (methods.isEmpty()) {
      return null;
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return String.join(", ", methods);
  }

  private static boolean takesRequestAndResponse(Method method) {
    Class<?>[] types = method.getParameterTypes();
    return types.length == 2
        && types[0] == HttpServletRequest.class
        && types[1] == HttpServletResponse.class;
  }
}
