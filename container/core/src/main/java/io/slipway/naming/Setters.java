package io.slipway.naming;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a class that text can be put into. They are looked for in small letters without
 * dashes: {@code serverName} and {@code server-name} both are {@code servername}.
 */
final class Setters {
  private final Map<String, Method> methods = new LinkedHashMap<>();

  private Setters() {}

  static Setters of(Class<?> type) {
    Setters setters = new Setters();
    for (Method method : type.getMethods()) {
      if (method.getName().startsWith("set")
          && method.getName().length() > 3
          && method.getParameterCount() == 1
          && takesText(method.getParameterTypes()[0])) {
        setters.add(key(method.getName().substring(3)), method);
      }
    }
    return setters;
  }

  private void add(String key, Method method) {
    // of several, that which takes text itself
    if (!methods.containsKey(key) || method.getParameterTypes()[0] == String.class) {
      methods.put(key, method);
    }
  }

  private static boolean takesText(Class<?> type) {
    return EnvValue.isSimple(type) || type == char[].class;
  }

  private static String key(String property) {
    return property.replace("-", "").toLowerCase(Locale.ROOT);
  }

  boolean hasAny(Set<String> keys) {
    return !Collections.disjoint(methods.keySet(), keys);
  }

  @Nullable Method find(String property) {
    return methods.get(key(property));
  }

  /** As the class writes them, for messages. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Method method : methods.values()) {
      String name = method.getName().substring(3);
      names.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
    }
    return names;
  }
}
