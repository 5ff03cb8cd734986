package io.slipway.threads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one class that knows how a virtual thread gets a scheduler of ours. The JDK has no public
 * way: it takes a package-private method beside {@code
 * java.lang.ThreadBuilders$VirtualThreadBuilder}, and the private field with its own scheduler,
 * which {@code --add-opens java.base/java.lang=ALL-UNNAMED} opens. Before JDK 24 a virtual thread
 * that waits for a monitor keeps its carrier, which must not happen to an IO thread.
 */
final class VirtualThreads {
  private static final int FIRST_RELEASE = 24;

  /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: a request inherits nothing from the IO thread. */
  private static final int INHERIT_NOTHING = 1 << 2;

  /** Of threads that are not ours; null where there is none, or this JVM does not show it. */
  private static final @Nullable Executor DEFAULT = findDefault();

  private static final @Nullable MethodHandle NEW = DEFAULT == null ? null : find();

  private VirtualThreads() {}

  /** Whether {@link #create} works here. */
  static boolean available() {
    return NEW != null;
  }

  /**
   * A virtual thread, not started.
   *
   * @param scheduler is given the thread's continuation whenever it is ready to run on, by
   *     whichever thread made it ready; must not block
   */
  static Thread create(Executor scheduler, String name, Runnable task) {
    try {
      MethodHandle create = NEW;
      if (create == null) {
        throw new IllegalStateException("No scheduler of ours for virtual threads");
      }
      return (Thread) create.invokeExact(scheduler, name, INHERIT_NOTHING, task);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has the JDK's own scheduler run the continuation of a thread. Does not block. */
  static void executeByDefault(Runnable continuation) {
    Executor scheduler = DEFAULT;
    if (scheduler == null) {
      throw new IllegalStateException("No scheduler of the JDK for virtual threads");
    }
    scheduler.execute(continuation);
  }

  private static @Nullable Executor findDefault() {
    if (Runtime.version().feature() < FIRST_RELEASE) {
      return null;
    }
    try {
      Field field = Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
      field.setAccessible(true);
      return (Executor) field.get(null);
    } catch (ReflectiveOperationException | RuntimeException refused) {
      notToBeHad(refused);
      return null;
    }
  }

  private static void notToBeHad(Throwable refused) {
    Logger.getLogger("io.slipway.threads")
        .debugf("Virtual threads of our own scheduling are not to be had: %s", refused);
  }

  private static @Nullable MethodHandle find() {
    try {
      Method method =
          Class.forName("java.lang.ThreadBuilders")
              .getDeclaredMethod(
                  "newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
      method.setAccessible(true);
      MethodHandle handle = MethodHandles.lookup().unreflect(method);
      handle =
          handle.asType(
              MethodType.methodType(
                  Thread.class, Executor.class, String.class, int.class, Runnable.class));
      return works(handle) ? handle : null;
    } catch (Throwable refused) {
      notToBeHad(refused);
      return null;
    }
  }

  /** The scheduler is asked, and the task runs where it says. */
  private static boolean works(MethodHandle create) throws Throwable {
    AtomicReference<Runnable> asked = new AtomicReference<>();
    AtomicReference<Thread> ran = new AtomicReference<>();
    Executor scheduler = asked::set;
    Runnable task = () -> ran.set(Thread.currentThread());
    Thread thread = (Thread) create.invokeExact(scheduler, "slipway-probe", INHERIT_NOTHING, task);
    thread.start();
    Runnable continuation = asked.get();
    if (continuation == null || ran.get() != null) {
      return false;
    }
    continuation.run();
    return ran.get() == thread;
  }
}
