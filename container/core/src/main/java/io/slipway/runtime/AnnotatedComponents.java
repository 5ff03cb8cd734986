package io.slipway.runtime;

import io.slipway.model.PlatformAnnotations;
import io.slipway.model.WebApp;
import io.slipway.model.WebApp.LifecycleCallback;
import io.slipway.naming.Invocations;
import io.slipway.naming.ResourceInjector;
import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import jakarta.servlet.ServletException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The container's own way to make components: a constructor without arguments, then what
 * {@code @Resource} asks for, then {@code @PostConstruct}; in the end {@code @PreDestroy}. Servlet
 * 6.1, 15.5.
 */
final class AnnotatedComponents implements ComponentFactory {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  /** One of the two moments in a component's life, with what descriptors declare for it. */
  private record Moment(String annotation, String element, Map<String, Set<String>> declared) {
    static Moment of(String annotation, String element, List<LifecycleCallback> callbacks) {
      Map<String, Set<String>> declared = new HashMap<>();
      callbacks.forEach(
          c -> declared.computeIfAbsent(c.className(), k -> new TreeSet<>()).add(c.method()));
      return new Moment(annotation, element, declared);
    }

    Set<String> declaredFor(Class<?> type) {
      return declared.getOrDefault(type.getName(), Set.of());
    }
  }

  private final ResourceInjector injector;

  /** 8.1: with {@code metadata-complete} these annotations do not count either. */
  private final boolean annotations;

  private final Moment postConstruct;
  private final Moment preDestroy;

  AnnotatedComponents(WebApp model, ResourceInjector injector) {
    this.injector = injector;
    this.annotations = !model.metadataComplete();
    this.postConstruct =
        Moment.of(PlatformAnnotations.POST_CONSTRUCT, "post-construct", model.postConstruct());
    this.preDestroy = Moment.of(PlatformAnnotations.PRE_DESTROY, "pre-destroy", model.preDestroy());
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
      throw Invocations.thrown(failure);
    }
    return adopt(instance);
  }

  @Override
  public <T> Component<T> adopt(T instance) throws Exception {
    injector.inject(instance);
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> type = instance.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      classes.add(type);
    }
    List<Method> ends = callbacks(classes, preDestroy);
    Collections.reverse(classes);
    for (Method method : callbacks(classes, postConstruct)) {
      call(method, instance);
    }
    return ends.isEmpty()
        ? Component.of(instance)
        : new Component<>(instance, () -> end(instance, ends));
  }

  private static void end(Object instance, List<Method> ends) {
    for (Method method : ends) {
      try {
        call(method, instance);
      } catch (Exception | Error failure) {
        LOG.errorf(failure, "%s failed in %s", instance.getClass().getName(), method.getName());
      }
    }
  }

  /**
   * The methods of a class and its superclasses, class by class; overridden ones once. Of one class
   * those come first that are annotated, then those that descriptors add, each by name: reflection
   * has no order.
   */
  private List<Method> callbacks(List<Class<?>> classes, Moment moment) throws ServletException {
    List<Method> found = new ArrayList<>(0);
    for (Class<?> type : classes) {
      int before = found.size();
      Set<String> declaredHere = moment.declaredFor(type);
      Set<String> named = new HashSet<>(declaredHere);
      for (Method method : type.getDeclaredMethods()) {
        boolean declared = method.getParameterCount() == 0 && named.remove(method.getName());
        if ((declared || isAnnotated(method, moment))
            && found.stream().noneMatch(m -> areOne(m, method))) {
          requireCallable(method, moment);
          method.setAccessible(true);
          found.add(method);
        }
      }
      found
          .subList(before, found.size())
          .sort(
              Comparator.comparing((Method method) -> declaredHere.contains(method.getName()))
                  .thenComparing(Method::getName));
      if (!named.isEmpty()) {
        throw new ServletException(
            "<"
                + moment.element
                + "> names "
                + named
                + " of "
                + type.getName()
                + ", which has no such method without parameters");
      }
    }
    return found;
  }

  private boolean isAnnotated(Method method, Moment moment) {
    return annotations
        && PlatformAnnotations.find(method.getAnnotations(), moment.annotation).isPresent();
  }

  private static void requireCallable(Method method, Moment moment) throws ServletException {
    if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
      throw new ServletException(
          method.getDeclaringClass().getName()
              + "."
              + method.getName()
              + " is to be called for <"
              + moment.element
              + "> or its annotation, but it has parameters or is static: make it an instance method without parameters");
    }
  }

  /** Of two methods without parameters in one line of classes: whether one overrides the other. */
  private static boolean areOne(Method one, Method other) {
    return one.getName().equals(other.getName())
        && !Modifier.isPrivate(one.getModifiers())
        && !Modifier.isPrivate(other.getModifiers());
  }

  private static void call(Method method, Object instance) throws Exception {
    try {
      method.invoke(instance);
    } catch (InvocationTargetException failure) {
      throw Invocations.thrown(failure);
    }
  }
}
