package io.slipway.session;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A session while its webapp runs: Servlet 6.1, 7. Thread safe. */
public final class WebSession implements HttpSession {
  private static final Logger LOG = Logger.getLogger("io.slipway.session");

  /** While a session ends its listeners still may read it (7.4). */
  private enum State {
    VALID,
    ENDING,
    ENDED
  }

  /** So many requests that none that comes makes it one that is used. */
  private static final int UNUSABLE = Integer.MIN_VALUE / 2;

  private final Sessions sessions;
  private final long created;
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private final Map<String, Object> notes = new ConcurrentHashMap<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.VALID);
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicReference<String> id;
  private volatile long lastAccessed;
  private volatile long thisAccessed;
  private volatile long idleSince;
  private volatile int maxInactiveSeconds;
  private volatile boolean fresh = true;

  WebSession(Sessions sessions, String id, int maxInactiveSeconds) {
    this(sessions, id, System.currentTimeMillis());
    this.maxInactiveSeconds = maxInactiveSeconds;
  }

  private WebSession(Sessions sessions, String id, long created) {
    this.sessions = sessions;
    this.id = new AtomicReference<>(id);
    this.created = created;
    this.lastAccessed = created;
    this.thisAccessed = created;
    this.idleSince = created;
  }

  /** A session as it was, without its attributes and notes. */
  static WebSession kept(Sessions sessions, KeptSession kept) {
    WebSession session = new WebSession(sessions, kept.id(), kept.created());
    session.lastAccessed = kept.lastAccessed();
    session.thisAccessed = kept.thisAccessed();
    session.idleSince = kept.idleSince();
    session.maxInactiveSeconds = kept.maxInactiveSeconds();
    session.fresh = kept.fresh();
    return session;
  }

  /** An attribute that it had before; nobody is told. */
  void restore(String name, Object value) {
    attributes.put(name, value);
  }

  KeptSession kept(List<KeptSession.Values> serialised, List<KeptSession.Values> serialisedNotes) {
    return new KeptSession(
        getId(),
        created,
        lastAccessed,
        thisAccessed,
        idleSince,
        maxInactiveSeconds,
        fresh,
        serialised,
        serialisedNotes);
  }

  /** It has been kept: whoever still has it finds it ended, and no listener is told. */
  void passivated() {
    state.set(State.ENDED);
  }

  Map<String, Object> attributes() {
    return Map.copyOf(attributes);
  }

  /**
   * A request of the client uses the session.
   *
   * @return false if it has been ended for want of use
   */
  boolean joined() {
    if (requests.incrementAndGet() <= 0) {
      return false;
    }
    fresh = false;
    lastAccessed = thisAccessed;
    thisAccessed = System.currentTimeMillis();
    return true;
  }

  /** The request that made the session uses it; the client has not seen it yet. */
  void entered() {
    requests.incrementAndGet();
  }

  void left() {
    idleSince = System.currentTimeMillis();
    requests.decrementAndGet();
  }

  boolean isValid() {
    return state.get() == State.VALID;
  }

  /** Sessions in use do not expire. */
  boolean isExpired(long now) {
    int seconds = maxInactiveSeconds;
    return seconds > 0 && requests.get() <= 0 && now - idleSince >= seconds * 1000L;
  }

  boolean isLive() {
    return isValid() && !isExpired(System.currentTimeMillis());
  }

  /** Its client has not come back to it, and the request that made it has ended. */
  boolean isUnclaimed() {
    return fresh && requests.get() <= 0;
  }

  /** Ends it if that is still so. */
  void endUnclaimed() {
    if (fresh) {
      endUnused();
    }
  }

  /** Milliseconds since 1970; also of one that has ended. */
  long created() {
    return created;
  }

  Map<String, Object> notes() {
    return notes;
  }

  /** Returns the one before: where several requests change it, none is left over. */
  String id(String changed) {
    return id.getAndSet(changed);
  }

  private void requireValid() {
    if (state.get() == State.ENDED) {
      throw new IllegalStateException("The session has been invalidated");
    }
  }

  @Override
  public long getCreationTime() {
    requireValid();
    return created;
  }

  @Override
  public String getId() {
    return Objects.requireNonNull(id.get());
  }

  @Override
  public long getLastAccessedTime() {
    requireValid();
    return lastAccessed;
  }

  @Override
  public ServletContext getServletContext() {
    return sessions.context();
  }

  @Override
  public void setMaxInactiveInterval(int interval) {
    maxInactiveSeconds = interval;
  }

  @Override
  public int getMaxInactiveInterval() {
    return maxInactiveSeconds;
  }

  @Override
  public Accessor getAccessor() {
    requireLive(isValid());
    return this::access;
  }

  /** For code outside of requests, such as a WebSocket endpoint: each use counts as an access. */
  private void access(Consumer<HttpSession> consumer) {
    requireLive(isValid() && joined());
    try {
      consumer.accept(this);
    } finally {
      left();
    }
  }

  private static void requireLive(boolean live) {
    if (!live) {
      throw new IllegalStateException("The session has been invalidated");
    }
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    requireValid();
    return attributes.get(requireName(name));
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    requireValid();
    return Collections.enumeration(List.copyOf(attributes.keySet()));
  }

  private static String requireName(@Nullable String name) {
    if (name == null) {
      throw new IllegalArgumentException("The name of an attribute is null");
    }
    return name;
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    requireName(name);
    if (value == null) {
      removeAttribute(name);
      return;
    }
    requireValid();
    sessions.requireKeepable(name, value);
    // 7.4: bound before it can be had, unbound after it cannot be had any more
    if (value instanceof HttpSessionBindingListener listener && attributes.get(name) != value) {
      listener.valueBound(new HttpSessionBindingEvent(this, name, value));
    }
    Object old = attributes.put(name, value);
    if (old != null && old != value) {
      unbound(name, old);
    }
    if (state.get() == State.ENDED && attributes.remove(name, value)) {
      // ended meanwhile, without this value
      unbound(name, value);
      requireValid();
    }
    if (old == null) {
      sessions.listeners().attributeAdded(this, name, value);
    } else {
      sessions.listeners().attributeReplaced(this, name, old);
    }
  }

  @Override
  public void removeAttribute(String name) {
    requireValid();
    Object old = attributes.remove(requireName(name));
    if (old != null) {
      removed(name, old);
    }
  }

  private void removed(String name, Object old) {
    unbound(name, old);
    sessions.listeners().attributeRemoved(this, name, old);
  }

  private void unbound(String name, Object old) {
    if (old instanceof HttpSessionBindingListener listener) {
      try {
        listener.valueUnbound(new HttpSessionBindingEvent(this, name, old));
      } catch (Throwable failure) {
        LOG.errorf(failure, "%s failed in valueUnbound", old.getClass().getName());
      }
    }
  }

  @Override
  public void invalidate() {
    if (!end()) {
      throw new IllegalStateException("The session has been invalidated");
    }
  }

  /** Ends it unless a request uses it: none can from then on. */
  void endUnused() {
    int now = requests.get();
    if (now <= 0 && requests.compareAndSet(now, UNUSABLE)) {
      end();
    }
  }

  /** False if it has ended, or is ending, already. */
  boolean end() {
    if (!state.compareAndSet(State.VALID, State.ENDING)) {
      return false;
    }
    sessions.ended(this);
    dropAttributes();
    notes.clear();
    state.set(State.ENDED);
    // those that came while the others were dropped
    dropAttributes();
    return true;
  }

  private void dropAttributes() {
    for (Map.Entry<String, Object> attribute : Map.copyOf(attributes).entrySet()) {
      if (attributes.remove(attribute.getKey(), attribute.getValue())) {
        removed(attribute.getKey(), attribute.getValue());
      }
    }
  }

  @Override
  public boolean isNew() {
    requireValid();
    return fresh;
  }
}
