package io.slipway.cdi;

import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import java.lang.reflect.InvocationTargetException;
import java.util.ServiceConfigurationError;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes components by the CDI implementation of a webapp, once that has started; by reflection,
 * since even the API is the webapp's own. {@code @PostConstruct} and {@code @PreDestroy} stay with
 * the container.
 */
final class OwnCdiComponents implements ComponentFactory {
  private static final Logger LOG = Logger.getLogger("io.slipway.cdi");
  private static final String SPI = "jakarta.enterprise.inject.spi.";
  private static final String CONTEXT = "jakarta.enterprise.context.spi.";

  private final ClassLoader loader;
  private final ComponentFactory otherwise;

  OwnCdiComponents(ClassLoader loader, ComponentFactory otherwise) {
    this.loader = loader;
    this.otherwise = otherwise;
  }

  @Override
  public <T> Component<T> create(Class<T> type) throws Exception {
    Injection injection = injection(type);
    if (injection == null) {
      return otherwise.create(type);
    }
    return injected(injection, type.cast(injection.produce()));
  }

  @Override
  public <T> Component<T> adopt(T instance) throws Exception {
    Injection injection = injection(instance.getClass());
    return injection == null ? otherwise.adopt(instance) : injected(injection, instance);
  }

  private <T> Component<T> injected(Injection injection, T instance) throws Exception {
    injection.inject(instance);
    Component<T> component = otherwise.adopt(instance);
    return new Component<>(
        instance,
        () -> {
          component.close();
          injection.end(instance);
        });
  }

  /** Null for what is not the webapp's, and as long as there is no CDI container. */
  private @Nullable Injection injection(Class<?> type) throws Exception {
    if (type.getClassLoader() != loader) {
      return null;
    }
    Object manager;
    try {
      Object cdi = call(SPI + "CDI", null, "current");
      manager = call(SPI + "CDI", cdi, "getBeanManager");
    } catch (IllegalStateException
        | ReflectiveOperationException
        | LinkageError
        | ServiceConfigurationError notYet) {
      LOG.debugf(notYet, "%s is made without CDI", type.getName());
      return null;
    }
    String managers = SPI + "BeanManager";
    Object annotated = call(managers, manager, "createAnnotatedType", type);
    Object factory = call(managers, manager, "getInjectionTargetFactory", annotated);
    return new Injection(
        call(SPI + "InjectionTargetFactory", factory, "createInjectionTarget", (Object) null),
        call(managers, manager, "createCreationalContext", (Object) null));
  }

  /** What injects into one instance. */
  private final class Injection {
    private static final String TARGET = SPI + "InjectionTarget";
    private static final String PRODUCER = SPI + "Producer";

    private final Object target;
    private final Object creation;

    Injection(Object target, Object creation) {
      this.target = target;
      this.creation = creation;
    }

    Object produce() throws Exception {
      return call(PRODUCER, target, "produce", creation);
    }

    void inject(Object instance) throws Exception {
      call(TARGET, target, "inject", instance, creation);
    }

    void end(Object instance) {
      try {
        call(PRODUCER, target, "dispose", instance);
        call(CONTEXT + "CreationalContext", creation, "release");
      } catch (Exception | Error failure) {
        LOG.debugf(failure, "%s was not released by CDI", instance.getClass().getName());
      }
    }
  }

  /** Calls the one method of the API with this name and number of parameters. */
  private Object call(String api, @Nullable Object on, String method, @Nullable Object... arguments)
      throws Exception {
    for (var candidate : Class.forName(api, true, loader).getMethods()) {
      if (candidate.getName().equals(method)
          && candidate.getParameterCount() == arguments.length
          && !candidate.isBridge()) {
        try {
          return candidate.invoke(on, arguments);
        } catch (InvocationTargetException failure) {
          if (failure.getCause() instanceof Exception cause) {
            throw cause;
          }
          if (failure.getCause() instanceof Error error) {
            throw error;
          }
          throw failure;
        }
      }
    }
    throw new NoSuchMethodException(api + "." + method);
  }
}
