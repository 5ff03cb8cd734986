package io.slipway.runtime;

import io.slipway.model.WebApp;
import io.slipway.model.WebApp.LifecycleCallback;
import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The container's own way to make components: a constructor without arguments,
 * {@code @PostConstruct}, {@code @PreDestroy}.
 */
final class AnnotatedComponents implements ComponentFactory {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  private final Map<String, Set<String>> postConstruct = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> preDestroy = new ConcurrentHashMap<>();

  AnnotatedComponents(WebApp model) {
    model.postConstruct().forEach(c -> add(postConstruct, c));
    model.preDestroy().forEach(c -> add(preDestroy, c));
  }

  private static void add(Map<String, Set<String>> callbacks, LifecycleCallback callback) {
    callbacks.computeIfAbsent(callback.className(), k -> new TreeSet<>()).add(callback.method());
  }

  @Override
  public <T> Component<T> create(Class<T> type) throws Exception {
    T instance;
    try {
      Constructor<T> constructor = type.getDeclaredConstructor();
      // a public class with a constructor that is not is common enough, and harmless to call
      constructor.setAccessible(true);
      instance = constructor.newInstance();
    } catch (InvocationTargetException failure) {
      throw unwrap(failure);
    }
    return adopt(instance);
  }

  @Override
  public <T> Component<T> adopt(T instance) throws Exception {
    for (Method method :
        callbacks(instance.getClass(), PlatformAnnotations.POST_CONSTRUCT, postConstruct, true)) {
      call(method, instance);
    }
    List<Method> ends =
        callbacks(instance.getClass(), PlatformAnnotations.PRE_DESTROY, preDestroy, false);
    return ends.isEmpty()
        ? Component.of(instance)
        : new Component<>(instance, () -> end(instance, ends));
  }

  private static void end(Object instance, List<Method> ends) {
    for (Method method : ends) {
      try {
        call(method, instance);
      } catch (Exception | LinkageError failure) {
        LOG.errorf(failure, "%s failed in %s", instance.getClass().getName(), method.getName());
      }
    }
  }

  /** The methods of a class and its superclasses; overridden ones once. */
  private static List<Method> callbacks(
      Class<?> of, String annotation, Map<String, Set<String>> declared, boolean superclassFirst) {
    Deque<Class<?>> classes = new ArrayDeque<>();
    for (Class<?> type = of; type != null && type != Object.class; type = type.getSuperclass()) {
      if (superclassFirst) {
        classes.addFirst(type);
      } else {
        classes.addLast(type);
      }
    }
    List<Method> found = new ArrayList<>(0);
    for (Class<?> type : classes) {
      Set<String> named = declared.getOrDefault(type.getName(), Set.of());
      for (Method method : type.getDeclaredMethods()) {
        if (method.getParameterCount() == 0
            && !Modifier.isStatic(method.getModifiers())
            && (named.contains(method.getName())
                || PlatformAnnotations.find(method.getAnnotations(), annotation).isPresent())
            && found.stream().noneMatch(m -> overrides(m, method) || overrides(method, m))) {
          method.setAccessible(true);
          found.add(method);
        }
      }
    }
    return found;
  }

  private static boolean overrides(Method one, Method other) {
    return one.getName().equals(other.getName())
        && !Modifier.isPrivate(one.getModifiers())
        && !Modifier.isPrivate(other.getModifiers());
  }

  private static void call(Method method, Object instance) throws Exception {
    try {
      method.invoke(instance);
    } catch (InvocationTargetException failure) {
      throw unwrap(failure);
    }
  }

  private static Exception unwrap(InvocationTargetException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : failure;
  }
}
