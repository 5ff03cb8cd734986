package io.slipway.runtime;

import io.slipway.spi.Component;
import jakarta.servlet.Registration;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What servlets and filters have in common while they are registered: name, class, init parameters.
 *
 * @param <T> {@code Servlet} or {@code Filter}
 */
public abstract class Declaration<T> implements Registration.Dynamic {
  /** Makes the instance. */
  interface Maker<T> {
    Component<? extends T> make(Components components) throws ServletException;
  }

  final Window window;
  private final String name;
  private final Class<T> kind;
  private @Nullable String className;
  private @Nullable Maker<T> maker;
  private final Map<String, String> initParams = new LinkedHashMap<>();
  private boolean asyncSupported;

  Declaration(Window window, String name, Class<T> kind) {
    this.window = window;
    this.name = name;
    this.kind = kind;
  }

  /** Named and perhaps mapped, but nothing stands behind it yet. */
  boolean isPreliminary() {
    return maker == null;
  }

  void completeWith(String type) {
    complete(type, components -> components.make(load(type, components)));
  }

  void completeWith(Class<? extends T> type) {
    complete(type.getName(), components -> components.make(type));
  }

  void completeWith(Component<? extends T> component) {
    complete(component.instance().getClass().getName(), components -> component);
  }

  /** In place of what stood behind it before. */
  void complete(@Nullable String shownClass, Maker<T> by) {
    className = shownClass;
    maker = by;
  }

  private Class<? extends T> load(String type, Components components) throws ServletException {
    Class<?> loaded = components.load(type);
    if (!kind.isAssignableFrom(loaded)) {
      throw new ServletException("Class " + type + " of " + name + " is not a " + kind.getName());
    }
    return loaded.asSubclass(kind);
  }

  /**
   * @throws ServletException if nothing stands behind it
   */
  Maker<T> maker() throws ServletException {
    Maker<T> known = maker;
    if (known == null) {
      throw new ServletException(kind.getSimpleName() + " " + name + " has no class");
    }
    return known;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable String getClassName() {
    return className;
  }

  /** As declared, without the checks of the API. */
  void declare(Map<String, String> params, boolean async) {
    initParams.putAll(params);
    asyncSupported = async;
  }

  @Override
  public boolean setInitParameter(String parameter, String value) {
    window.requireOpen("setInitParameter");
    requireText(parameter, "The name of an init parameter");
    requireNotNull(value, "The value of init parameter " + parameter);
    return initParams.putIfAbsent(parameter, value) == null;
  }

  @Override
  public @Nullable String getInitParameter(String parameter) {
    return initParams.get(parameter);
  }

  @Override
  public Set<String> setInitParameters(Map<String, String> parameters) {
    window.requireOpen("setInitParameters");
    requireNotNull(parameters, "Init parameters");
    Set<String> conflicts = new LinkedHashSet<>();
    parameters.forEach(
        (parameter, value) -> {
          requireText(parameter, "The name of an init parameter");
          requireNotNull(value, "The value of init parameter " + parameter);
          if (initParams.containsKey(parameter)) {
            conflicts.add(parameter);
          }
        });
    // all or nothing
    if (conflicts.isEmpty()) {
      initParams.putAll(parameters);
    }
    return conflicts;
  }

  @Override
  public Map<String, String> getInitParameters() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(initParams));
  }

  @Override
  public void setAsyncSupported(boolean supported) {
    window.requireOpen("setAsyncSupported");
    asyncSupported = supported;
  }

  boolean asyncSupported() {
    return asyncSupported;
  }

  static void requireText(@Nullable String text, String what) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException(what + " is null or empty");
    }
  }

  static void requireNotNull(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is null");
    }
  }
}
