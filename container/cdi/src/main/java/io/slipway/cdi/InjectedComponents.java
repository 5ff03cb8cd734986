package io.slipway.cdi;

import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.InjectionTarget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.weld.construction.api.WeldCreationalContext;
import org.jboss.weld.manager.BeanManagerImpl;

/**
 * Makes components of the webapp's classes as CDI does with instances that are no beans:
 * constructor injection, fields, initialisers, interceptors. {@code @PostConstruct} and
 * {@code @PreDestroy} of the class itself stay with the container, which also knows those that a
 * descriptor names.
 */
final class InjectedComponents implements ComponentFactory {
  private final BeanManagerImpl manager;
  private final ClassLoader loader;
  private final ComponentFactory otherwise;
  private final Map<Class<?>, InjectionTarget<?>> targets = new ConcurrentHashMap<>();

  InjectedComponents(BeanManagerImpl manager, ClassLoader loader, ComponentFactory otherwise) {
    this.manager = manager;
    this.loader = loader;
    this.otherwise = otherwise;
  }

  @Override
  public <T> Component<T> create(Class<T> type) throws Exception {
    if (!isOfWebapp(type)) {
      return otherwise.create(type);
    }
    InjectionTarget<T> target = target(type);
    return injected(target, target::produce);
  }

  @Override
  public <T> Component<T> adopt(T instance) throws Exception {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) instance.getClass();
    if (!isOfWebapp(type)) {
      return otherwise.adopt(instance);
    }
    return injected(target(type), creation -> instance);
  }

  private <T> Component<T> injected(
      InjectionTarget<T> target, Function<CreationalContext<T>, T> source) throws Exception {
    WeldCreationalContext<T> creation = manager.createCreationalContext(null);
    try {
      T instance = source.apply(creation);
      target.inject(instance, creation);
      target.postConstruct(instance);
      Component<T> component = otherwise.adopt(instance);
      return new Component<>(
          instance,
          () -> {
            component.close();
            target.preDestroy(instance);
            target.dispose(instance);
            creation.release();
          });
    } catch (Exception | Error failure) {
      creation.release();
      throw failure;
    }
  }

  /** The container's own servlets and listeners are none of CDI's business. */
  boolean isOfWebapp(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    for (ClassLoader l = loader; l != null; l = l.getParent()) {
      if (l == own) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("unchecked")
  private <T> InjectionTarget<T> target(Class<T> type) {
    return (InjectionTarget<T>) targets.computeIfAbsent(type, this::build);
  }

  private <T> InjectionTarget<T> build(Class<T> type) {
    AnnotatedType<T> annotated = manager.createAnnotatedType(type);
    InjectionTarget<T> target =
        manager
            .createInjectionTargetBuilder(annotated)
            .setResourceInjectionEnabled(false)
            .setTargetClassLifecycleCallbacksEnabled(false)
            .build();
    return manager.fireProcessInjectionTarget(annotated, target);
  }
}
