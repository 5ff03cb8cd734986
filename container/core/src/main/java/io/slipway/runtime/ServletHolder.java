package io.slipway.runtime;

import io.slipway.http.TaskClass;
import io.slipway.model.MultipartDef;
import io.slipway.spi.Component;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.UnavailableException;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A servlet while its webapp runs: Servlet 6.1, 2.3. Loaded once, at the start or by the first
 * request that needs it; the lock is held for nothing else, and only by threads that run the
 * application.
 */
public final class ServletHolder implements ServletConfig {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  /** Makes the instance. */
  interface Source {
    Component<? extends Servlet> create() throws ServletException;
  }

  /** What a holder needs of its registration. */
  record Config(
      String name,
      Map<String, String> initParams,
      boolean asyncSupported,
      boolean enabled,
      @Nullable MultipartDef multipart,
      Map<String, String> roleRefs,
      Source source) {}

  private final Config config;
  private final ServletContext context;
  private final ClassLoader classLoader;
  private final TaskClass taskClass;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Servlet ready;

  /** Null until it was asked for, which few clients have reason to do. */
  private volatile @Nullable Optional<String> methods;

  private volatile @Nullable Unavailable unavailable;
  private @Nullable Component<? extends Servlet> component;
  private boolean destroyed;

  /**
   * @param untilNanos on the clock of {@code System.nanoTime}; of no meaning if permanent
   */
  private record Unavailable(boolean permanent, long untilNanos, String message) {}

  ServletHolder(Config config, ServletContext context) {
    this.config = config;
    this.context = context;
    this.classLoader = context.getClassLoader();
    this.taskClass = new TaskClass(context.getContextPath() + " " + config.name());
    if (!config.enabled()) {
      unavailable = new Unavailable(true, 0, "Servlet " + config.name() + " is not enabled");
    }
  }

  /** As {@link io.slipway.http.Target#methods}. */
  @Nullable String methods() {
    Optional<String> known = methods;
    if (known == null) {
      try {
        known = Optional.ofNullable(AllowedMethods.of(load()));
        methods = known;
      } catch (ServletException | RuntimeException failure) {
        LOG.debugf(failure, "The methods of servlet %s are not known", config.name());
        return null;
      }
    }
    return known.orElse(null);
  }

  TaskClass taskClass() {
    return taskClass;
  }

  void service(ServletRequest request, ServletResponse response)
      throws IOException, ServletException {
    Servlet servlet = ready;
    if (servlet == null || unavailable != null) {
      servlet = available();
    }
    try {
      servlet.service(request, response);
    } catch (UnavailableException failure) {
      failed(failure);
      throw failure;
    }
  }

  /** Whether it has been initialised and takes requests. */
  boolean isReady() {
    return ready != null && unavailable == null;
  }

  private Servlet available() throws ServletException {
    refuseIfUnavailable();
    return load();
  }

  private void refuseIfUnavailable() throws UnavailableException {
    Unavailable state = unavailable;
    if (state == null) {
      return;
    }
    if (state.permanent) {
      throw new UnavailableException(state.message);
    }
    long left = state.untilNanos - System.nanoTime();
    if (left > 0) {
      throw new UnavailableException(state.message, (int) (left / 1_000_000_000L) + 1);
    }
    unavailable = null;
  }

  /** Loads the servlet if that has not happened; also {@code load-on-startup}. */
  Servlet load() throws ServletException {
    lock.lock();
    try {
      Servlet servlet = ready;
      if (servlet != null) {
        return servlet;
      }
      refuseIfUnavailable();
      if (destroyed) {
        throw new UnavailableException("The webapp is stopping");
      }
      return initialise();
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code load-on-startup}: a servlet that says it is unavailable does not keep the webapp from
   * starting.
   */
  void loadAtStartup() throws ServletException {
    try {
      load();
    } catch (UnavailableException noted) {
      LOG.debugf(noted, "Servlet %s is not available", config.name());
    }
  }

  private Servlet initialise() throws ServletException {
    Component<? extends Servlet> created = config.source.create();
    try {
      created.instance().init(this);
    } catch (UnavailableException failure) {
      // 2.3.2.1: no destroy after a failed init
      created.close();
      noteUnavailable(failure);
      throw failure;
    } catch (Throwable failure) {
      created.close();
      throw failure;
    }
    component = created;
    Servlet servlet = created.instance();
    ready = servlet;
    return servlet;
  }

  private void failed(UnavailableException failure) {
    noteUnavailable(failure);
    if (failure.isPermanent()) {
      // 2.3.3.2: taken out of service, destroyed, released
      end();
    }
  }

  private void noteUnavailable(UnavailableException failure) {
    String message =
        failure.getMessage() == null ? config.name() + " is not available" : failure.getMessage();
    int seconds = failure.isPermanent() ? 0 : Math.max(failure.getUnavailableSeconds(), 1);
    unavailable =
        new Unavailable(
            failure.isPermanent(), System.nanoTime() + seconds * 1_000_000_000L, message);
    LOG.warnf(
        "Servlet %s is not available %s: %s",
        config.name(), failure.isPermanent() ? "any more" : "for " + seconds + " s", message);
  }

  private void end() {
    lock.lock();
    try {
      Component<? extends Servlet> old = component;
      component = null;
      ready = null;
      if (old == null) {
        return;
      }
      try {
        old.instance().destroy();
      } catch (Throwable failure) {
        LOG.errorf(failure, "Servlet %s failed in destroy", config.name());
      }
      old.close();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The webapp ends; no request is in the servlet any more, as far as they ended within the time
   * allowed for it.
   */
  void destroy() {
    lock.lock();
    try {
      destroyed = true;
    } finally {
      lock.unlock();
    }
    end();
  }

  String name() {
    return config.name();
  }

  boolean asyncSupported() {
    return config.asyncSupported();
  }

  @Nullable MultipartDef multipart() {
    return config.multipart();
  }

  @Nullable String roleOf(String reference) {
    return config.roleRefs().get(reference);
  }

  ClassLoader classLoader() {
    return classLoader;
  }

  @Override
  public String getServletName() {
    return config.name();
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public @Nullable String getInitParameter(String parameter) {
    return config.initParams().get(parameter);
  }

  @Override
  public Enumeration<String> getInitParameterNames() {
    return Collections.enumeration(config.initParams().keySet());
  }
}
