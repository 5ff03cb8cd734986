package io.slipway.runtime;

import jakarta.servlet.Registration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What servlets and filters have in common while they are registered: name, class, init parameters.
 */
public abstract class Declaration implements Registration.Dynamic {
  final Window window;
  private final String name;
  private @Nullable String className;
  private final Map<String, String> initParams = new LinkedHashMap<>();
  private boolean asyncSupported;

  Declaration(Window window, String name) {
    this.window = window;
    this.name = name;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public @Nullable String getClassName() {
    return className;
  }

  void className(@Nullable String className) {
    this.className = className;
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
