package io.slipway.runtime;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/**
 * The context as context listeners see it that neither a descriptor nor an annotation declares:
 * Servlet 6.1, 4.4, where each of the methods named here "throws UnsupportedOperationException if
 * this ServletContext was passed to [such a listener]".
 */
final class RestrictedContext {
  private static final Set<String> REFUSED =
      Set.of(
          "setInitParameter",
          "addServlet",
          "addJspFile",
          "createServlet",
          "getServletRegistration",
          "getServletRegistrations",
          "addFilter",
          "createFilter",
          "getFilterRegistration",
          "getFilterRegistrations",
          "getSessionCookieConfig",
          "setSessionTrackingModes",
          "addListener",
          "createListener",
          "declareRoles",
          "setSessionTimeout",
          "setRequestCharacterEncoding",
          "setResponseCharacterEncoding");

  private RestrictedContext() {}

  static ServletContext of(WebappContext context) {
    return (ServletContext)
        Proxy.newProxyInstance(
            RestrictedContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> invoke(context, proxy, method, arguments));
  }

  private static Object invoke(
      WebappContext context, Object proxy, Method method, Object[] arguments) throws Throwable {
    if (REFUSED.contains(method.getName())) {
      throw new UnsupportedOperationException(
          method.getName()
              + " is not for listeners that are declared neither by web.xml, nor by a web-fragment.xml, nor by @WebListener"
              + " (Servlet 6.1, 4.4)");
    }
    if (method.getName().equals("equals")) {
      return arguments[0] == proxy || arguments[0] == context;
    }
    try {
      return method.invoke(context, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }
}
