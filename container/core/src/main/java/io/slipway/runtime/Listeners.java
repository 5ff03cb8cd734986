package io.slipway.runtime;

import io.slipway.http.RequestListeners;
import io.slipway.model.ListenerDef;
import io.slipway.session.SessionListeners;
import io.slipway.spi.Component;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.EventListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a webapp, each kind in the order of declaration: Servlet 6.1, 11.3. Ends are
 * told in reverse. What a listener throws while the webapp starts fails the deployment; later it is
 * logged, and the other listeners are told all the same.
 */
final class Listeners implements RequestListeners, SessionListeners {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");

  /**
   * A context listener and the context it is shown: 4.4 restricts those that no descriptor or
   * annotation declares.
   */
  private record ContextListener(ServletContextListener listener, ServletContext context) {}

  private final ServletContext context;
  private final List<Component<? extends EventListener>> outermost = new ArrayList<>();
  private final List<Component<? extends EventListener>> components = new ArrayList<>();
  private final List<ContextListener> contextListeners = new ArrayList<>();
  private final List<ContextListener> initialized = new ArrayList<>();
  private final List<ServletContextAttributeListener> contextAttributes =
      new CopyOnWriteArrayList<>();
  private final List<ServletRequestListener> requests = new CopyOnWriteArrayList<>();
  private final List<ServletRequestAttributeListener> requestAttributes =
      new CopyOnWriteArrayList<>();
  private final List<HttpSessionListener> sessions = new CopyOnWriteArrayList<>();
  private final List<HttpSessionIdListener> sessionIds = new CopyOnWriteArrayList<>();
  private final List<HttpSessionAttributeListener> sessionAttributes = new CopyOnWriteArrayList<>();

  Listeners(ServletContext context) {
    this.context = context;
  }

  /** Whether a class is of a kind that can be registered. */
  static boolean isListener(Class<?> type) {
    return ListenerDef.KINDS.stream().anyMatch(kind -> kind.isAssignableFrom(type));
  }

  /** The container's own, in front of all others; before any other is added. */
  void addOutermost(Component<? extends EventListener> component) {
    outermost.add(component);
    add(component);
  }

  void add(Component<? extends EventListener> component) {
    add(component, context);
  }

  /**
   * @param shown what a context listener is given in place of the context
   */
  void add(Component<? extends EventListener> component, ServletContext shown) {
    components.add(component);
    EventListener listener = component.instance();
    if (listener instanceof ServletContextListener l) {
      contextListeners.add(new ContextListener(l, shown));
    }
    if (listener instanceof ServletContextAttributeListener l) {
      contextAttributes.add(l);
    }
    if (listener instanceof ServletRequestListener l) {
      requests.add(l);
    }
    if (listener instanceof ServletRequestAttributeListener l) {
      requestAttributes.add(l);
    }
    if (listener instanceof HttpSessionListener l) {
      sessions.add(l);
    }
    if (listener instanceof HttpSessionIdListener l) {
      sessionIds.add(l);
    }
    if (listener instanceof HttpSessionAttributeListener l) {
      sessionAttributes.add(l);
    }
  }

  /**
   * Puts the declared ones in front of those that initializers have added before them: 8.2.4 runs
   * initializers first.
   */
  void addDeclared(List<Component<? extends EventListener>> declared) {
    List<Component<? extends EventListener>> added =
        new ArrayList<>(components.subList(outermost.size(), components.size()));
    List<ContextListener> addedContextListeners = List.copyOf(contextListeners);
    components.clear();
    contextListeners.clear();
    List.of(contextAttributes, requests, requestAttributes, sessions, sessionIds, sessionAttributes)
        .forEach(List::clear);
    outermost.forEach(this::add);
    declared.forEach(this::add);
    for (Component<? extends EventListener> component : added) {
      add(component, contextOf(component.instance(), addedContextListeners));
    }
  }

  private ServletContext contextOf(EventListener listener, List<ContextListener> known) {
    for (ContextListener l : known) {
      if (l.listener == listener) {
        return l.context;
      }
    }
    return context;
  }

  /**
   * Throws what a listener throws; those before it are told of the end by {@link
   * #contextDestroyed}.
   */
  void contextInitialized() {
    for (ContextListener listener : List.copyOf(contextListeners)) {
      initialized.add(listener);
      listener.listener.contextInitialized(new ServletContextEvent(listener.context));
    }
  }

  void contextDestroyed() {
    for (int i = initialized.size() - 1; i >= 0; i--) {
      ContextListener listener = initialized.get(i);
      quietly(
          listener.listener, l -> l.contextDestroyed(new ServletContextEvent(listener.context)));
    }
    initialized.clear();
    for (int i = components.size() - 1; i >= 0; i--) {
      components.get(i).close();
    }
    components.clear();
  }

  /**
   * @param old null if there was none
   */
  void contextAttributeSet(String name, @Nullable Object old, Object value) {
    for (ServletContextAttributeListener listener : contextAttributes) {
      if (old == null) {
        quietly(
            listener,
            l -> l.attributeAdded(new ServletContextAttributeEvent(context, name, value)));
      } else {
        quietly(
            listener,
            l -> l.attributeReplaced(new ServletContextAttributeEvent(context, name, old)));
      }
    }
  }

  void contextAttributeRemoved(String name, Object old) {
    for (ServletContextAttributeListener listener : contextAttributes) {
      quietly(
          listener, l -> l.attributeRemoved(new ServletContextAttributeEvent(context, name, old)));
    }
  }

  @Override
  public boolean wantsAttributes() {
    return !requestAttributes.isEmpty();
  }

  /** Known once the webapp is initialised. */
  @Override
  public boolean wantsRequests() {
    return !requests.isEmpty();
  }

  @Override
  public void initialized(ServletRequest request) {
    if (requests.isEmpty()) {
      return;
    }
    ServletRequestEvent event = new ServletRequestEvent(context, request);
    for (ServletRequestListener listener : requests) {
      listener.requestInitialized(event);
    }
  }

  @Override
  public void destroyed(ServletRequest request) {
    if (requests.isEmpty()) {
      return;
    }
    ServletRequestEvent event = new ServletRequestEvent(context, request);
    for (int i = requests.size() - 1; i >= 0; i--) {
      quietly(requests.get(i), l -> l.requestDestroyed(event));
    }
  }

  @Override
  public void attributeAdded(ServletRequest request, String name, Object value) {
    ServletRequestAttributeEvent event =
        new ServletRequestAttributeEvent(context, request, name, value);
    requestAttributes.forEach(listener -> quietly(listener, l -> l.attributeAdded(event)));
  }

  @Override
  public void attributeReplaced(ServletRequest request, String name, @Nullable Object old) {
    ServletRequestAttributeEvent event =
        new ServletRequestAttributeEvent(context, request, name, old);
    requestAttributes.forEach(listener -> quietly(listener, l -> l.attributeReplaced(event)));
  }

  @Override
  public void attributeRemoved(ServletRequest request, String name, @Nullable Object old) {
    ServletRequestAttributeEvent event =
        new ServletRequestAttributeEvent(context, request, name, old);
    requestAttributes.forEach(listener -> quietly(listener, l -> l.attributeRemoved(event)));
  }

  @Override
  public void created(HttpSession session) {
    if (sessions.isEmpty()) {
      return;
    }
    HttpSessionEvent event = new HttpSessionEvent(session);
    sessions.forEach(listener -> quietly(listener, l -> l.sessionCreated(event)));
  }

  @Override
  public void destroyed(HttpSession session) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    for (int i = sessions.size() - 1; i >= 0; i--) {
      quietly(sessions.get(i), l -> l.sessionDestroyed(event));
    }
  }

  @Override
  public void idChanged(HttpSession session, String old) {
    HttpSessionEvent event = new HttpSessionEvent(session);
    sessionIds.forEach(listener -> quietly(listener, l -> l.sessionIdChanged(event, old)));
  }

  @Override
  public void attributeAdded(HttpSession session, String name, Object value) {
    tell(session, name, value, HttpSessionAttributeListener::attributeAdded);
  }

  @Override
  public void attributeReplaced(HttpSession session, String name, Object old) {
    tell(session, name, old, HttpSessionAttributeListener::attributeReplaced);
  }

  @Override
  public void attributeRemoved(HttpSession session, String name, Object old) {
    tell(session, name, old, HttpSessionAttributeListener::attributeRemoved);
  }

  private void tell(
      HttpSession session,
      String name,
      Object value,
      BiConsumer<HttpSessionAttributeListener, HttpSessionBindingEvent> call) {
    if (sessionAttributes.isEmpty()) {
      return;
    }
    HttpSessionBindingEvent event = new HttpSessionBindingEvent(session, name, value);
    sessionAttributes.forEach(listener -> quietly(listener, l -> call.accept(l, event)));
  }

  private static <L extends EventListener> void quietly(L listener, Consumer<L> call) {
    try {
      call.accept(listener);
    } catch (Throwable failure) {
      LOG.errorf(failure, "Listener %s failed", listener.getClass().getName());
    }
  }
}
