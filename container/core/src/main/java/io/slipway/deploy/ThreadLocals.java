package io.slipway.deploy;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a webapp has left in the thread locals of threads that outlive it. The JDK shows them
 * only with {@code --add-opens java.base/java.lang=ALL-UNNAMED}, as the start script has it.
 */
final class ThreadLocals {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  private ThreadLocals() {}

  /**
   * The threads with a value of a class of this loader; one that only leads to such is not seen.
   * Thread locals of its classes are none: a thread holds them weakly. Empty where the JDK does not
   * show it.
   */
  static Set<String> of(ClassLoader loader) {
    Set<String> found = new TreeSet<>();
    try {
      Field[] maps = {
        field(Thread.class, "threadLocals"), field(Thread.class, "inheritableThreadLocals")
      };
      Class<?> type = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
      Field table = field(type, "table");
      Field value = field(Class.forName(type.getName() + "$Entry"), "value");
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        for (Field map : maps) {
          Object locals = map.get(thread);
          if (locals != null) {
            look(thread, (Reference<?>[]) table.get(locals), value, loader, found);
          }
        }
      }
    } catch (ReflectiveOperationException | InaccessibleObjectException closed) {
      LOG.debugf(closed, "Thread locals cannot be looked at");
    }
    return found;
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static void look(
      Thread thread,
      Reference<?> @Nullable [] entries,
      Field valueField,
      ClassLoader loader,
      Set<String> found)
      throws IllegalAccessException {
    if (entries == null) {
      return;
    }
    for (Reference<?> entry : entries) {
      Object key = entry == null ? null : entry.get();
      Object value = entry == null ? null : valueField.get(entry);
      if (value != null && isOf(loader, value)) {
        found.add(
            (key == null ? "?" : key.getClass().getName())
                + " with "
                + value.getClass().getName()
                + " in thread \""
                + thread.getName()
                + "\"");
      }
    }
  }

  private static boolean isOf(ClassLoader loader, Object object) {
    ClassLoader own =
        object instanceof Class<?> type
            ? type.getClassLoader()
            : object.getClass().getClassLoader();
    return own == loader || object == loader;
  }
}
