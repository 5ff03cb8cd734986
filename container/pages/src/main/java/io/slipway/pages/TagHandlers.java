package io.slipway.pages;

import io.slipway.spi.Component;
import io.slipway.spi.ComponentFactory;
import jakarta.servlet.ServletContext;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.naming.NamingException;
import org.apache.tomcat.InstanceManager;
import org.jspecify.annotations.Nullable;

/**
 * Has the webapp's tag handlers injected as its servlets are (CDI, {@code @Resource},
 * {@code @PostConstruct}), until the page releases them. Most have no annotation and are left as
 * they are; so are compiled pages. Thread safe.
 */
final class TagHandlers implements InstanceManager {
  private final @Nullable ComponentFactory components;
  private final Map<Object, Component<?>> injected =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private final ClassValue<Boolean> annotated =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isAnnotated(type);
        }
      };

  TagHandlers(ServletContext context) {
    components =
        context.getAttribute(ComponentFactory.class.getName()) instanceof ComponentFactory factory
            ? factory
            : null;
  }

  private static boolean isAnnotated(Class<?> handler) {
    for (Class<?> type = handler;
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      Stream<AnnotatedElement> members =
          Stream.concat(Stream.of(type.getDeclaredFields()), Stream.of(type.getDeclaredMethods()));
      if (Stream.concat(Stream.of(type), members)
          .anyMatch(element -> element.getDeclaredAnnotations().length > 0)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void newInstance(Object handler) throws InvocationTargetException {
    ComponentFactory factory = components;
    if (factory == null || !annotated.get(handler.getClass())) {
      return;
    }
    try {
      injected.put(handler, factory.adopt(handler));
    } catch (Exception failure) {
      throw new InvocationTargetException(failure);
    }
  }

  @Override
  public void destroyInstance(Object handler) {
    Component<?> component = injected.remove(handler);
    if (component != null) {
      component.close();
    }
  }

  @Override
  public Object newInstance(Class<?> type)
      throws IllegalAccessException,
          InvocationTargetException,
          NamingException,
          InstantiationException,
          NoSuchMethodException {
    Object made = type.getConstructor().newInstance();
    newInstance(made);
    return made;
  }

  @Override
  public Object newInstance(String type)
      throws IllegalAccessException,
          InvocationTargetException,
          NamingException,
          InstantiationException,
          ClassNotFoundException,
          NoSuchMethodException {
    return newInstance(type, Thread.currentThread().getContextClassLoader());
  }

  @Override
  public Object newInstance(String type, ClassLoader loader)
      throws IllegalAccessException,
          InvocationTargetException,
          NamingException,
          InstantiationException,
          ClassNotFoundException,
          NoSuchMethodException {
    return newInstance(loader.loadClass(type));
  }
}
