package io.slipway.runtime;

import io.slipway.spi.Component;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes holders of declarations when registration ends. */
final class HolderFactory {
  private final WebappRuntime runtime;
  private final @Nullable ContainerServlet pageServlet;

  HolderFactory(WebappRuntime runtime, @Nullable ContainerServlet pageServlet) {
    this.runtime = runtime;
    this.pageServlet = pageServlet;
  }

  ServletHolder servlet(ServletDeclaration servlet) throws ServletException {
    Map<String, String> params = servlet.getInitParameters();
    if (servlet.page() != null) {
      params = new LinkedHashMap<>(params);
      params.put("jspFile", servlet.page());
    }
    return new ServletHolder(
        new ServletHolder.Config(
            servlet.getName(),
            params,
            servlet.asyncSupported(),
            servlet.enabled(),
            servlet.multipart(),
            servlet.roleRefs(),
            source(servlet)),
        runtime.servletContext(),
        runtime.classLoader());
  }

  /** Answers for what no client may have. */
  ServletHolder hidden() {
    return new ServletHolder(
        new ServletHolder.Config(
            Registrations.DEFAULT,
            Map.of(),
            true,
            true,
            null,
            Map.of(),
            () -> Component.of(new Hidden())),
        runtime.servletContext(),
        runtime.classLoader());
  }

  private ServletHolder.Source source(ServletDeclaration servlet) throws ServletException {
    Component<? extends Servlet> instance = servlet.instance();
    if (instance != null) {
      return () -> instance;
    }
    Class<? extends Servlet> type = servlet.type();
    if (type != null) {
      return () -> runtime.component(type);
    }
    ContainerServlet ofContainer = servlet.ofContainer();
    if (ofContainer != null) {
      return () -> runtime.component(ofContainer.load());
    }
    String className = servlet.getClassName();
    if (className != null) {
      return () ->
          runtime.component(typed(className, Servlet.class, "servlet " + servlet.getName()));
    }
    if (servlet.page() != null) {
      ContainerServlet pages = pageServlet;
      return pages == null
          ? () -> Component.of(new PagesMissing())
          : () -> runtime.component(pages.load());
    }
    throw new ServletException("Servlet " + servlet.getName() + " has neither a class nor a page");
  }

  FilterHolder filter(FilterDeclaration filter) throws ServletException {
    return new FilterHolder(
        filter.getName(),
        filter.asyncSupported(),
        filter.getInitParameters(),
        runtime.servletContext(),
        component(filter));
  }

  private Component<? extends Filter> component(FilterDeclaration filter) throws ServletException {
    Component<? extends Filter> instance = filter.instance();
    if (instance != null) {
      return instance;
    }
    Class<? extends Filter> type = filter.type();
    if (type != null) {
      return runtime.component(type);
    }
    String className = filter.getClassName();
    if (className == null) {
      throw new ServletException("Filter " + filter.getName() + " has no class");
    }
    return runtime.component(typed(className, Filter.class, "filter " + filter.getName()));
  }

  private <T> Class<? extends T> typed(String className, Class<T> kind, String what)
      throws ServletException {
    Class<?> type = runtime.load(className);
    if (!kind.isAssignableFrom(type)) {
      throw new ServletException("Class " + className + " of " + what + " is no " + kind.getName());
    }
    return type.asSubclass(kind);
  }
}
