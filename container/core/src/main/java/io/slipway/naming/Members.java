package io.slipway.naming;

import io.slipway.model.NamingEntry.InjectionTarget;
import java.beans.Introspector;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Fields and setters that resources are injected into. */
final class Members {
  private static final Logger LOG = Logger.getLogger("io.slipway.naming");

  private Members() {}

  /** The type of what {@code injection-target} names; null where it names nothing. */
  static @Nullable Class<?> type(InjectionTarget target, ClassLoader loader) {
    Class<?> type = EnvValue.type(target.className(), loader);
    Member member = type == null ? null : find(type, target.member());
    return member == null ? null : type(member);
  }

  static Class<?> type(Member member) {
    return member instanceof Method method
        ? method.getParameterTypes()[0]
        : ((Field) member).getType();
  }

  /**
   * Jakarta EE Platform 11, 5.2.5: the setter of the property before the field; declared by the
   * class itself.
   */
  static @Nullable Member find(Class<?> type, String name) {
    for (Method method : methods(type)) {
      if (name.equals(property(method))) {
        return method;
      }
    }
    for (Field field : fields(type)) {
      if (field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /** The property that a method sets, or null. */
  static @Nullable String property(Method method) {
    String name = method.getName();
    return name.length() > 3
            && name.startsWith("set")
            && method.getParameterCount() == 1
            && method.getReturnType() == void.class
            && !Modifier.isStatic(method.getModifiers())
            && !method.isBridge()
        ? Introspector.decapitalize(name.substring(3))
        : null;
  }

  static Method[] methods(Class<?> type) {
    try {
      return type.getDeclaredMethods();
    } catch (NoClassDefFoundError | TypeNotPresentException missing) {
      report(type, missing);
      return new Method[0];
    }
  }

  static Field[] fields(Class<?> type) {
    try {
      return type.getDeclaredFields();
    } catch (NoClassDefFoundError | TypeNotPresentException missing) {
      report(type, missing);
      return new Field[0];
    }
  }

  private static void report(Class<?> type, Throwable missing) {
    LOG.warnf(
        "Nothing is injected into %s, because a class that it mentions is not there: %s",
        type.getName(), missing);
  }
}
