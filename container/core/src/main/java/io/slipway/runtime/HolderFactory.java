package io.slipway.runtime;

import io.slipway.spi.Component;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes holders of declarations when registration ends. */
final class HolderFactory {
  private final ServletContext context;
  private final Components components;

  HolderFactory(ServletContext context, Components components) {
    this.context = context;
    this.components = components;
  }

  ServletHolder servlet(ServletDeclaration servlet) throws ServletException {
    Declaration.Maker<Servlet> maker = servlet.maker();
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
            () -> maker.make(components)),
        context,
        context.getClassLoader());
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
        context,
        context.getClassLoader());
  }

  FilterHolder filter(FilterDeclaration filter) throws ServletException {
    return new FilterHolder(
        filter.getName(),
        filter.asyncSupported(),
        filter.getInitParameters(),
        context,
        filter.maker().make(components));
  }
}
