package io.slipway.model;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

/**
 * Annotations of {@code jakarta.annotation}, by their names: that API is the webapp's own, where it
 * has it at all, and no part of the container.
 */
public final class PlatformAnnotations {
  public static final String POST_CONSTRUCT = "jakarta.annotation.PostConstruct";
  public static final String PRE_DESTROY = "jakarta.annotation.PreDestroy";
  public static final String RESOURCE = "jakarta.annotation.Resource";
  public static final String RUN_AS = "jakarta.annotation.security.RunAs";
  public static final String DECLARE_ROLES = "jakarta.annotation.security.DeclareRoles";

  private PlatformAnnotations() {}

  /** {@code @RunAs}: Servlet 6.1, 15.5. */
  public static Optional<String> runAs(Class<?> type) {
    return find(type.getAnnotations(), RUN_AS).map(a -> (String) value(a, "value"));
  }

  /** {@code @DeclareRoles}. */
  public static List<String> declaredRoles(Class<?> type) {
    return find(type.getAnnotations(), DECLARE_ROLES)
        .map(a -> List.of((String[]) value(a, "value")))
        .orElse(List.of());
  }

  /** The one with this name, of the annotations of a class, method or field. */
  public static Optional<Annotation> find(Annotation[] annotations, String name) {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getName().equals(name)) {
        return Optional.of(annotation);
      }
    }
    return Optional.empty();
  }

  /**
   * What an annotation says.
   *
   * @param element name of one of its elements
   */
  public static Object value(Annotation annotation, String element) {
    try {
      return annotation.annotationType().getMethod(element).invoke(annotation);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(annotation + " has no " + element, e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(annotation + " cannot be read", e.getCause());
    }
  }
}
