package io.slipway.runtime;

import io.slipway.spi.Component;
import io.slipway.spi.UpgradeFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A filter while its webapp runs: Servlet 6.1, 6.2.1. */
public final class FilterHolder implements FilterConfig {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  private final String name;
  private final boolean asyncSupported;
  private final Map<String, String> initParams;
  private final ServletContext context;
  private final Component<? extends Filter> component;

  FilterHolder(
      String name,
      boolean asyncSupported,
      Map<String, String> initParams,
      ServletContext context,
      Component<? extends Filter> component) {
    this.name = name;
    this.asyncSupported = asyncSupported;
    this.initParams = initParams;
    this.context = context;
    this.component = component;
  }

  /** A filter that fails is not destroyed: its webapp does not start. */
  void init() throws ServletException {
    try {
      component.instance().init(this);
    } catch (Throwable failure) {
      component.close();
      throw failure;
    }
  }

  void destroy() {
    try {
      component.instance().destroy();
    } catch (Throwable failure) {
      LOG.errorf(failure, "Filter %s failed in destroy", name);
    }
    component.close();
  }

  Filter filter() {
    return component.instance();
  }

  /** Whether it has no part in requests without an {@code Upgrade} field. */
  boolean upgradesOnly() {
    return component.instance() instanceof UpgradeFilter;
  }

  boolean asyncSupported() {
    return asyncSupported;
  }

  @Override
  public String getFilterName() {
    return name;
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public @Nullable String getInitParameter(String parameter) {
    return initParams.get(parameter);
  }

  @Override
  public Enumeration<String> getInitParameterNames() {
    return Collections.enumeration(initParams.keySet());
  }
}
