package io.slipway.runtime;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

/**
 * Annotations of {@code jakarta.annotation}, by their names: that API is the webapp's own, where it
 * has it at all, and no part of the container.
 */
final class PlatformAnnotations {
  static final String RUN_AS = "jakarta.annotation.security.RunAs";
  static final String DECLARE_ROLES = "jakarta.annotation.security.DeclareRoles";
  static final String POST_CONSTRUCT = "jakarta.annotation.PostConstruct";
  static final String PRE_DESTROY = "jakarta.annotation.PreDestroy";

  private PlatformAnnotations() {}

  static Optional<String> runAs(Class<?> type) {
    return find(type.getAnnotations(), RUN_AS).map(a -> (String) value(a, "value"));
  }

  static List<String> declaredRoles(Class<?> type) {
    return find(type.getAnnotations(), DECLARE_ROLES)
        .map(a -> List.of((String[]) value(a, "value")))
        .orElse(List.of());
  }

  static Optional<Annotation> find(Annotation[] annotations, String name) {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getName().equals(name)) {
        return Optional.of(annotation);
      }
    }
    return Optional.empty();
  }

  static Object value(Annotation annotation, String element) {
    try {
      return annotation.annotationType().getMethod(element).invoke(annotation);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(annotation + " has no " + element, e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(annotation + " cannot be read", e.getCause());
    }
  }
}
