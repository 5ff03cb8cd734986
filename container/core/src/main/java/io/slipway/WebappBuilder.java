package io.slipway;

import io.slipway.http.RequestOptions;
import io.slipway.spi.Feature;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a webapp together by code: servlets, filters and listeners from the caller's class path,
 * with or without a folder.
 *
 * <p>Without a folder, or with {@link #classLoader}, the webapp shares the caller's classes. Not
 * thread safe; to be used only within the call that it is passed to. What it was told is used
 * again, instances included, when the webapp is redeployed ({@link Slipway#redeploy}).
 */
public final class WebappBuilder {
  /** A step that runs with the webapp's {@code ServletContext} while registration is open. */
  @FunctionalInterface
  public interface Step {
    /**
     * @param context the webapp's, open for registration
     * @throws ServletException to fail the deployment, as any other exception does
     */
    void run(ServletContext context) throws ServletException;
  }

  private static final EnumSet<DispatcherType> REQUESTS =
      EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC);

  final List<EventListener> listeners = new ArrayList<>();
  final List<Feature> features = new ArrayList<>();
  final List<ServletContainerInitializer> initializers = new ArrayList<>();
  final Map<String, String> contextParams = new LinkedHashMap<>();
  final List<Path> classes = new ArrayList<>();
  final List<Path> libraries = new ArrayList<>();
  @Nullable Path folder;
  @Nullable String displayName;
  @Nullable ClassLoader classLoader;
  @Nullable RequestOptions requestOptions;

  WebappBuilder() {}

  /** The name for the log and {@code getServletContextName}, instead of that in {@code web.xml}. */
  public WebappBuilder displayName(String displayName) {
    this.displayName = displayName;
    return this;
  }

  /** The web root: static files and {@code WEB-INF}. A folder or a {@code .war} file. */
  public WebappBuilder folder(Path folder) {
    this.folder = folder;
    return this;
  }

  /** A further folder of classes, as if it were {@code WEB-INF/classes}. */
  public WebappBuilder classes(Path folder) {
    classes.add(folder);
    return this;
  }

  /** A further jar, as if it were in {@code WEB-INF/lib}. */
  public WebappBuilder library(Path jar) {
    libraries.add(jar);
    return this;
  }

  /**
   * The class loader that the webapp's classes come from, instead of one of its own. It remains the
   * caller's, and is not closed at undeployment.
   */
  public WebappBuilder classLoader(ClassLoader classLoader) {
    this.classLoader = classLoader;
    return this;
  }

  /** Limits and sizes of this webapp's requests, instead of the container's. */
  public WebappBuilder requestOptions(RequestOptions options) {
    this.requestOptions = options;
    return this;
  }

  /** A context parameter; replaces one of the same name in {@code web.xml}. */
  public WebappBuilder contextParam(String name, String value) {
    contextParams.put(name, value);
    return this;
  }

  /**
   * Adds an optional part of the container for this webapp alone, after those that are found on the
   * class path. The properties file that {@link Feature} describes is not read for it. The instance
   * may be given to several webapps.
   */
  public WebappBuilder feature(Feature feature) {
    features.add(feature);
    return this;
  }

  /**
   * Adds a servlet that is named after its class and supports asynchronous processing. Its
   * annotations for parts, security and roles count (Servlet 6.1, 4.4.1.2), {@code @WebServlet}
   * does not.
   */
  public WebappBuilder servlet(Class<? extends Servlet> type, String... patterns) {
    String name = type.getName();
    return onStartup(context -> map(context.addServlet(name, type), name, patterns));
  }

  /** As {@link #servlet(Class, String...)}, with an instance of the caller's. */
  public WebappBuilder servlet(String name, Servlet servlet, String... patterns) {
    return onStartup(context -> map(context.addServlet(name, servlet), name, patterns));
  }

  /**
   * Adds a filter that is named after its class and supports asynchronous processing. It filters
   * requests and asynchronous dispatches; filters run in the order of these calls.
   */
  public WebappBuilder filter(Class<? extends Filter> type, String... patterns) {
    String name = type.getName();
    return onStartup(context -> map(context.addFilter(name, type), name, patterns));
  }

  /** As {@link #filter(Class, String...)}, with an instance of the caller's. */
  public WebappBuilder filter(String name, Filter filter, String... patterns) {
    return onStartup(context -> map(context.addFilter(name, filter), name, patterns));
  }

  private static void map(
      ServletRegistration.@Nullable Dynamic added, String name, String... patterns) {
    if (added == null) {
      throw new IllegalArgumentException("There is already a servlet named " + name);
    }
    added.setAsyncSupported(true);
    Set<String> taken = added.addMapping(patterns);
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(
          "The servlet " + name + " cannot have " + taken + ": another one is mapped to it");
    }
  }

  private static void map(
      FilterRegistration.@Nullable Dynamic added, String name, String... patterns) {
    if (added == null) {
      throw new IllegalArgumentException("There is already a filter named " + name);
    }
    added.setAsyncSupported(true);
    added.addMappingForUrlPatterns(REQUESTS, true, patterns);
  }

  /** Adds a listener, an instance of the caller's, which counts as if a descriptor declared it. */
  public WebappBuilder listener(EventListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Adds a listener as {@code ServletContext.addListener} does. */
  public WebappBuilder listener(Class<? extends EventListener> type) {
    return onStartup(context -> context.addListener(type));
  }

  /** Runs an initializer after those that are found by the specification's rules. */
  public WebappBuilder initializer(ServletContainerInitializer initializer, Class<?>... handled) {
    return onStartup(
        context -> initializer.onStartup(handled.length == 0 ? null : Set.of(handled), context));
  }

  /**
   * Runs a step that may register whatever {@code ServletContext} allows. Steps run in the order of
   * these calls and those of the other methods that register something; what one throws fails the
   * deployment.
   */
  public WebappBuilder onStartup(Step step) {
    initializers.add((none, context) -> step.run(context));
    return this;
  }
}
