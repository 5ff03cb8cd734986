package io.slipway.session;

import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionEvent;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Carries the sessions of a webapp over the time in which it does not run: Servlet 6.1, 7.7.2, and
 * {@link HttpSessionActivationListener}. The webapp's class loader is in context.
 */
final class Passivation {
  private static final Logger LOG = Logger.getLogger("io.slipway.session");

  private final SessionStore store;
  private final ClassLoader webapp;
  private final String label;

  Passivation(SessionStore store, ClassLoader webapp, String label) {
    this.store = store;
    this.webapp = webapp;
    this.label = label;
  }

  /** Takes what is kept; sessions whose time ran out meanwhile are left to the next sweep. */
  void activate(Sessions sessions) {
    LostValues lost = new LostValues();
    int before = sessions.count();
    try {
      store.takeAll(
          kept -> {
            WebSession session = WebSession.kept(sessions, kept);
            Serialiser.read(kept.attributes(), webapp, session::restore, attributes(lost));
            Serialiser.read(
                kept.notes(),
                Passivation.class.getClassLoader(),
                (name, value) -> session.notes().put(name, value),
                notes(lost));
            sessions.restore(session);
            tell(session, l -> l.sessionDidActivate(new HttpSessionEvent(session)));
          });
    } catch (IOException | RuntimeException failure) {
      LOG.errorf(failure, "%s: its sessions could not be read", label);
    }
    lost.log(label, "when its webapp started");
    if (sessions.count() > before) {
      LOG.infof("%s: %s sessions go on", label, sessions.count() - before);
    }
  }

  /**
   * Keeps these sessions. False if they could not be kept, and should be ended.
   *
   * @param sessions valid
   */
  boolean passivate(List<WebSession> sessions) {
    LostValues lost = new LostValues();
    for (WebSession session : sessions) {
      tell(session, l -> l.sessionWillPassivate(new HttpSessionEvent(session)));
    }
    Iterator<WebSession> rest = sessions.iterator();
    try {
      store.keep(
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return rest.hasNext();
            }

            @Override
            public KeptSession next() {
              return kept(rest.next(), lost);
            }
          });
    } catch (IOException | RuntimeException failure) {
      LOG.errorf(failure, "%s: its %s sessions could not be kept", label, sessions.size());
      return false;
    } finally {
      lost.log(label, "when its webapp stopped");
    }
    sessions.forEach(WebSession::passivated);
    return true;
  }

  private static KeptSession kept(WebSession session, LostValues lost) {
    Map<String, Object> attributes = session.attributes();
    BiConsumer<String, Throwable> lostAttribute = attributes(lost);
    return session.kept(
        Serialiser.write(
            attributes,
            (name, reason) -> {
              lostAttribute.accept(name, reason);
              // which tells whoever listens to its end
              session.removeAttribute(name);
            }),
        Serialiser.write(new TreeMap<>(session.notes()), notes(lost)));
  }

  private static BiConsumer<String, Throwable> attributes(LostValues lost) {
    return (name, reason) -> lost.add("attribute \"" + name + "\"", reason);
  }

  private static BiConsumer<String, Throwable> notes(LostValues lost) {
    return (name, reason) -> lost.add("the " + name, reason);
  }

  private static void tell(WebSession session, Consumer<HttpSessionActivationListener> call) {
    for (Object value : session.attributes().values()) {
      if (value instanceof HttpSessionActivationListener listener) {
        try {
          call.accept(listener);
        } catch (Throwable failure) {
          LOG.errorf(failure, "%s failed", listener.getClass().getName());
        }
      }
    }
  }
}
