package io.slipway.runtime;

import io.slipway.http.Target;
import io.slipway.http.TaskClass;
import io.slipway.model.MultipartDef;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A servlet behind the filters that one path and dispatcher type put in front of it. */
final class CompiledChain implements Target {
  private final FilterHolder[] filters;
  private final ServletHolder servlet;
  private final boolean asyncSupported;
  private final boolean upgradesOnly;

  CompiledChain(FilterHolder[] filters, ServletHolder servlet) {
    this.filters = filters;
    this.servlet = servlet;
    boolean async = servlet.asyncSupported();
    boolean upgrades = true;
    for (FilterHolder filter : filters) {
      async &= filter.asyncSupported();
      upgrades &= filter.upgradesOnly();
    }
    this.asyncSupported = async;
    this.upgradesOnly = upgrades;
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader own = servlet.classLoader();
    if (before == own) {
      run(request, response);
      return;
    }
    // a dispatch from another webapp
    thread.setContextClassLoader(own);
    try {
      run(request, response);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void run(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    if (filters.length == 0) {
      servlet.service(request, response);
    } else {
      new Step(0).doFilter(request, response);
    }
  }

  /** What the filter before it calls; a filter may call it more than once. */
  private final class Step implements FilterChain {
    private final int at;

    Step(int at) {
      this.at = at;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response)
        throws IOException, ServletException {
      if (at == filters.length) {
        servlet.service(request, response);
      } else {
        filters[at].filter().doFilter(request, response, new Step(at + 1));
      }
    }
  }

  ServletHolder servlet() {
    return servlet;
  }

  /** Whether a filter in front of the servlet may have a part in a request with these fields. */
  boolean isFiltered(HeaderMap sent) {
    return filters.length > 0 && (!upgradesOnly || sent.contains(Headers.UPGRADE));
  }

  @Override
  public String servletName() {
    return servlet.name();
  }

  @Override
  public @Nullable String methods() {
    return servlet.methods();
  }

  @Override
  public TaskClass taskClass() {
    return servlet.taskClass();
  }

  @Override
  public boolean asyncSupported() {
    return asyncSupported;
  }

  @Override
  public @Nullable MultipartDef multipart() {
    return servlet.multipart();
  }

  @Override
  public @Nullable String roleOf(String reference) {
    return servlet.roleOf(reference);
  }
}
