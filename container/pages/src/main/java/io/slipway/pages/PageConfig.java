package io.slipway.pages;

import io.slipway.spi.DerivedFiles;
import io.slipway.spi.PageOptions;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.jasper.servlet.JspServlet;
import org.jspecify.annotations.Nullable;

/** What Jasper is told: the container's settings, and above them what the webapp says itself. */
final class PageConfig implements ServletConfig {
  /** The attribute of the context with the {@link PageOptions}. */
  private static final String OPTIONS = PageOptions.class.getName();

  /** What makes the classes of pages: another Jasper, or Java, may not understand them. */
  private static final String ENGINE =
      "Jasper "
          + JspServlet.class.getPackage().getImplementationVersion()
          + " on Java "
          + Runtime.version();

  private final String name;
  private final ServletContext context;
  private final Map<String, String> parameters;

  private PageConfig(String name, ServletContext context, Map<String, String> parameters) {
    this.name = name;
    this.context = context;
    this.parameters = parameters;
  }

  static void options(ServletContext context, PageOptions options) {
    context.setAttribute(OPTIONS, options);
  }

  static PageOptions options(ServletContext context) {
    return context.getAttribute(OPTIONS) instanceof PageOptions options
        ? options
        : PageOptions.DEFAULT;
  }

  static PageConfig of(ServletConfig config) throws ServletException {
    ServletContext context = config.getServletContext();
    Map<String, String> parameters = defaults(context);
    for (String name : Collections.list(config.getInitParameterNames())) {
      parameters.put(name, config.getInitParameter(name));
    }
    return new PageConfig(config.getServletName(), context, parameters);
  }

  /** For one page. */
  static PageConfig of(ServletContext context, String page) throws ServletException {
    Map<String, String> parameters = defaults(context);
    parameters.put("jspFile", page);
    return new PageConfig(page, context, parameters);
  }

  private static Map<String, String> defaults(ServletContext context) throws ServletException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("development", Boolean.toString(options(context).recompile()));
    // else a page that could not be compiled has no class, as the next requests are told, and is
    // not looked at for a while
    parameters.put("recompileOnFail", "true");
    parameters.put("scratchdir", classes(context));
    return parameters;
  }

  private static String classes(ServletContext context) throws ServletException {
    try {
      return ((DerivedFiles) context.getAttribute(DerivedFiles.class.getName()))
          .folder(ENGINE)
          .toString();
    } catch (IOException failure) {
      throw new ServletException("There is no folder for the classes of pages", failure);
    }
  }

  @Override
  public String getServletName() {
    return name;
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public @Nullable String getInitParameter(String parameter) {
    return parameters.get(parameter);
  }

  @Override
  public Enumeration<String> getInitParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }
}
