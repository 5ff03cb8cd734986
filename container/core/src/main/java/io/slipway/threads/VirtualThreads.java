package io.slipway.threads;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one class that knows how a virtual thread gets a scheduler of ours. The JDK has no public
 * way: it takes a package-private method beside {@code
 * java.lang.ThreadBuilders$VirtualThreadBuilder}, which {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} opens. Before JDK 24 a virtual thread that waits for a monitor
 * keeps its carrier, which must not happen to an IO thread.
 */
final class VirtualThreads {
  private static final int FIRST_RELEASE = 24;

  /** {@code Thread.NO_INHERIT_THREAD_LOCALS}: a request inherits nothing from the IO thread. */
  private static final int INHERIT_NOTHING = 1 << 2;

  private static final @Nullable MethodHandle NEW = find();

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

  private static @Nullable MethodHandle find() {
    if (Runtime.version().feature() < FIRST_RELEASE) {
      return null;
    }
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
      Logger.getLogger("io.slipway.threads")
          .debugf("Virtual threads of our own scheduling are not to be had: %s", refused);
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
