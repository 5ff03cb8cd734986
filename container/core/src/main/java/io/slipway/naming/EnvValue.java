package io.slipway.naming;

import io.slipway.model.NamingEntry.EnvEntry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of {@code env-entry} by their types: Jakarta EE Platform 11, 5.4. */
final class EnvValue {
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          char.class, Character.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  private EnvValue() {}

  /** The type, its box where it is primitive. */
  static Class<?> boxed(Class<?> type) {
    return BOXES.getOrDefault(type, type);
  }

  /** Whether a type is one of environment entries, which may be without a value. */
  static boolean isSimple(Class<?> type) {
    return EnvEntry.TYPES.contains(boxed(type)) || type.isEnum();
  }

  /**
   * @return null if there is no such class
   */
  static @Nullable Class<?> type(String name, ClassLoader loader) {
    for (Class<?> primitive : BOXES.keySet()) {
      if (primitive.getName().equals(name)) {
        return boxed(primitive);
      }
    }
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError missing) {
      return null;
    }
  }

  /**
   * @param type boxed
   * @throws IllegalArgumentException whose message says, after "the value", what is wrong with it
   */
  static Object parse(Class<?> type, String text, ClassLoader loader) {
    if (type == String.class) {
      return text;
    }
    if (type == Character.class) {
      if (text.length() != 1) {
        throw new IllegalArgumentException("is not one character");
      }
      return text.charAt(0);
    }
    String value = text.strip();
    if (type == Boolean.class) {
      if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
        throw new IllegalArgumentException("is neither true nor false");
      }
      return Boolean.valueOf(value);
    }
    if (type == Class.class) {
      Class<?> found = type(value, loader);
      if (found == null) {
        throw new IllegalArgumentException("names a class that cannot be loaded");
      }
      return found;
    }
    if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(value)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("is not a constant of " + type.getName());
    }
    return number(type, value);
  }

  private static Object number(Class<?> type, String value) {
    try {
      if (type == Byte.class) {
        return Byte.valueOf(value);
      } else if (type == Short.class) {
        return Short.valueOf(value);
      } else if (type == Integer.class) {
        return Integer.valueOf(value);
      } else if (type == Long.class) {
        return Long.valueOf(value);
      } else if (type == Float.class) {
        return Float.valueOf(value);
      } else if (type == Double.class) {
        return Double.valueOf(value);
      }
    } catch (NumberFormatException notOne) {
      throw new IllegalArgumentException("is not a number of type " + type.getName(), notOne);
    }
    throw new IllegalArgumentException(
        "has the type " + type.getName() + ", which environment entries cannot have");
  }
}
