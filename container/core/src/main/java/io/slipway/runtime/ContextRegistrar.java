package io.slipway.runtime;

import io.slipway.model.PlatformAnnotations;
import io.slipway.model.WebApp;
import io.slipway.spi.Component;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import java.util.Collections;
import java.util.EventListener;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ServletContext} offers for registration while the window is open: Servlet 6.1, 4.4.
 */
final class ContextRegistrar {
  private final WebappContext context;
  private final Components components;
  private final Window window;
  private final Registrations registrations;
  private final Map<Object, Component<?>> created = new IdentityHashMap<>();
  private final Set<String> roles = new LinkedHashSet<>();

  /** What listeners that no descriptor declares are shown; made with the first of them. */
  private @Nullable ServletContext restricted;

  ContextRegistrar(WebappContext context, Components components, Window window, WebApp model) {
    this.context = context;
    this.components = components;
    this.window = window;
    this.registrations = new Registrations(window, model);
  }

  Registrations registrations() {
    return registrations;
  }

  /** Declared by code and by the annotations of classes that code has added. */
  Set<String> roles() {
    return roles;
  }

  <T> T create(Class<T> type) throws ServletException {
    Component<T> component = components.make(type);
    created.put(component.instance(), component);
    return component.instance();
  }

  @SuppressWarnings("unchecked")
  private <T> Component<T> componentOf(T instance) {
    Component<?> known = created.remove(instance);
    return known == null ? Component.of(instance) : (Component<T>) known;
  }

  /** Releases what was created and never registered. */
  void releaseUnused() {
    created.values().forEach(Component::close);
    created.clear();
  }

  /**
   * @param declaration null where there is a whole one of this name already
   */
  private static <D> @Nullable D completed(@Nullable D declaration, Consumer<D> complete) {
    if (declaration != null) {
      complete.accept(declaration);
    }
    return declaration;
  }

  ServletRegistration.@Nullable Dynamic addServlet(String name, String className) {
    Declaration.requireText(className, "The class name of a servlet");
    return completed(registrations.addServlet(name), servlet -> servlet.completeWith(className));
  }

  ServletRegistration.@Nullable Dynamic addServlet(String name, Servlet instance) {
    Declaration.requireNotNull(instance, "A servlet");
    return completed(
        registrations.addServlet(name),
        servlet -> {
          servlet.completeWith(componentOf(instance));
          annotations(servlet, instance.getClass());
        });
  }

  ServletRegistration.@Nullable Dynamic addServlet(String name, Class<? extends Servlet> type) {
    Declaration.requireNotNull(type, "A servlet class");
    return completed(
        registrations.addServlet(name),
        servlet -> {
          servlet.completeWith(type);
          annotations(servlet, type);
        });
  }

  /** 4.4.1.2: multipart and security annotations of classes that code adds count. */
  void annotations(ServletDeclaration servlet, Class<?> type) {
    MultipartConfig multipart = type.getAnnotation(MultipartConfig.class);
    if (multipart != null && servlet.multipart() == null) {
      servlet.multipart(new MultipartConfigElement(multipart));
    }
    ServletSecurity security = type.getAnnotation(ServletSecurity.class);
    if (security != null && servlet.security() == null) {
      ServletSecurityElement element = new ServletSecurityElement(security);
      servlet.security(element);
      Collections.addAll(roles, element.getRolesAllowed());
      for (HttpMethodConstraintElement method : element.getHttpMethodConstraints()) {
        Collections.addAll(roles, method.getRolesAllowed());
      }
    }
    PlatformAnnotations.runAs(type).ifPresent(servlet::runAs);
    PlatformAnnotations.declaredRoles(type).forEach(roles::add);
  }

  ServletRegistration.@Nullable Dynamic addJspFile(String name, String page) {
    Declaration.requireText(page, "A page");
    if (!page.startsWith("/")) {
      throw new IllegalArgumentException("Page \"" + page + "\" does not begin with a slash");
    }
    return completed(registrations.addServlet(name), servlet -> servlet.completeWithPage(page));
  }

  FilterRegistration.@Nullable Dynamic addFilter(String name, String className) {
    Declaration.requireText(className, "The class name of a filter");
    return completed(registrations.addFilter(name), filter -> filter.completeWith(className));
  }

  FilterRegistration.@Nullable Dynamic addFilter(String name, Filter instance) {
    Declaration.requireNotNull(instance, "A filter");
    return completed(
        registrations.addFilter(name), filter -> filter.completeWith(componentOf(instance)));
  }

  FilterRegistration.@Nullable Dynamic addFilter(String name, Class<? extends Filter> type) {
    Declaration.requireNotNull(type, "A filter class");
    return completed(registrations.addFilter(name), filter -> filter.completeWith(type));
  }

  void addListener(String className) {
    window.requireOpen("addListener");
    Class<?> type;
    try {
      type = components.load(className);
    } catch (ServletException failure) {
      throw new IllegalArgumentException("Listener " + className + " cannot be loaded", failure);
    }
    if (!EventListener.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(className + " is not a listener");
    }
    addListener(type.asSubclass(EventListener.class));
  }

  void addListener(Class<? extends EventListener> type) {
    window.requireOpen("addListener");
    requireListenerInTime(type);
    try {
      add(components.make(type));
    } catch (ServletException failure) {
      throw new IllegalArgumentException("Listener " + type.getName() + " cannot be made", failure);
    }
  }

  void addListener(EventListener listener) {
    window.requireOpen("addListener");
    requireListenerInTime(listener.getClass());
    add(componentOf(listener));
  }

  static void requireListener(Class<?> type) {
    if (!Listeners.isListener(type)) {
      throw new IllegalArgumentException(
          type.getName() + " is not a kind of listener that can be registered");
    }
  }

  private void requireListenerInTime(Class<?> type) {
    requireListener(type);
    if (ServletContextListener.class.isAssignableFrom(type) && !window.takesContextListeners()) {
      throw new IllegalArgumentException(
          type.getName()
              + ": a context listener can be added only before context listeners are called");
    }
  }

  private void add(Component<? extends EventListener> component) {
    if (restricted == null) {
      restricted = RestrictedContext.of(context);
    }
    context.listeners().add(component, restricted);
  }

  void declareRoles(String... names) {
    Declaration.requireNotNull(names, "Roles");
    for (String name : names) {
      Declaration.requireText(name, "A role");
    }
    Collections.addAll(roles, names);
  }
}
