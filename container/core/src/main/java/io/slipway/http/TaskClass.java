package io.slipway.http;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands for all tasks that run the same servlet. A {@link ThreadStrategy} keeps here what it has
 * learned about them, so that servlets that compute for long are treated differently from those
 * that answer at once. Thread safe.
 */
public final class TaskClass {
  private final String name;
  private final AtomicReference<@Nullable Object> memory = new AtomicReference<>();

  /**
   * @param name for thread names and log lines, such as context path and servlet name
   */
  public TaskClass(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /**
   * What the strategy keeps here; made by {@code make} if there is nothing yet. A container has
   * only one strategy.
   */
  public <T> T memory(Class<T> type, Function<TaskClass, T> make) {
    Object known = memory.get();
    if (!type.isInstance(known)) {
      T made = make.apply(this);
      known = memory.compareAndSet(known, made) ? made : memory.get();
      if (!type.isInstance(known)) {
        return made;
      }
    }
    return type.cast(known);
  }

  @Override
  public String toString() {
    return name;
  }
}
