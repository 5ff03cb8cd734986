package io.slipway.session;

import io.slipway.http.AppContext;
import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.http.SessionSupport;
import io.slipway.http.TooManySessionsException;
import io.slipway.model.ContextPath;
import io.slipway.model.RequestTarget;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one webapp: Servlet 6.1, 7. They are in memory while it runs, and may be in a
 * {@link SessionStore} while it does not. Nothing is scheduled for a session or a request; {@link
 * #sweepInTurn} is called now and then for all of them, and a session that has expired meanwhile is
 * found out when it is asked for.
 */
public final class Sessions implements SessionSupport {
  /**
   * The id of a session made during this request, whichever webapp made it: a dispatch across
   * webapps goes on with it.
   */
  private static final AttachmentKey<String> CREATED = AttachmentKey.create(String.class);

  private final ServletContext context;
  private final SessionTracking tracking;
  private final String label;
  private final SessionListeners listeners;
  private final SessionIds ids = new SessionIds();
  private final Map<String, WebSession> sessions = new ConcurrentHashMap<>();
  private final boolean distributable;
  private final @Nullable Passivation passivation;
  private final int max;
  private final Sweep sweep;
  private volatile boolean activated;

  /** The next version of the webapp has them: what begins here no client shall come back to. */
  private volatile boolean moved;

  private volatile int timeoutSeconds;

  /**
   * @param context whose path and class loader are known by now
   * @param max how many there may be at once, 0 for no bound; approximately, where many begin. From
   *     half of it on those end early whose clients never came back
   * @param distributable whether attributes must be serialisable: 7.7.2
   * @param store where sessions are while the webapp does not run; null where they end with it
   */
  public Sessions(
      ServletContext context,
      SessionListeners listeners,
      CookieConfig cookies,
      int max,
      boolean distributable,
      @Nullable SessionStore store) {
    String contextPath = context.getContextPath();
    this.context = context;
    this.label = ContextPath.label(contextPath);
    this.tracking = new SessionTracking(contextPath, cookies);
    this.listeners = listeners;
    this.max = max;
    this.sweep = new Sweep(label, sessions, max);
    this.distributable = distributable;
    this.passivation =
        store == null ? null : new Passivation(store, context.getClassLoader(), label);
  }

  ServletContext context() {
    return context;
  }

  SessionListeners listeners() {
    return listeners;
  }

  /** Sessions that exist now. */
  public int count() {
    return sessions.size();
  }

  /**
   * Ends what has expired. To be called once a second, with the webapp's class loader in context,
   * never by two threads at once, nor while {@link #stop} or {@link #takeOver} runs.
   */
  public void sweepInTurn() {
    sweep.turn();
  }

  /**
   * The webapp is about to run: its sessions of before are there again. The webapp's class loader
   * is in context here and in {@link #stop}.
   *
   * @param modes how clients name their sessions, as the webapp's initialisation has left it
   * @param seconds after which a session ends that nobody asks for; 0 for never
   */
  public void start(Set<SessionTrackingMode> modes, int seconds) {
    tracking.modes(modes);
    timeoutSeconds = seconds;
    activated = true;
    if (passivation != null) {
      passivation.activate(this);
    }
  }

  /**
   * Takes over the sessions of the version of the webapp that ran before; its requests find them
   * ended from now on. They are taken by their serialised form, as over a restart: the classes of
   * their attributes are others now.
   */
  public void takeOver(Sessions before) {
    MovedSessions moved = new MovedSessions();
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(before.context.getClassLoader());
      before.moveTo(moved);
      thread.setContextClassLoader(context.getClassLoader());
      new Passivation(moved, context.getClassLoader(), label).activate(this);
    } finally {
      thread.setContextClassLoader(outer);
    }
  }

  private void moveTo(SessionStore store) {
    sweep.expired();
    List<WebSession> all = sessions.values().stream().filter(WebSession::isValid).toList();
    if (new Passivation(store, context.getClassLoader(), label).passivate(all)) {
      all.forEach(session -> sessions.remove(session.getId(), session));
      activated = false; // what is in the store, if there is one, is the next version's
      moved = true;
    }
  }

  void restore(WebSession session) {
    sessions.put(session.getId(), session);
  }

  /** Whether the container keeps a note of this name with any session. */
  public boolean haveNote(String name) {
    return sessions.values().stream().anyMatch(session -> session.notes().containsKey(name));
  }

  /**
   * @throws IllegalArgumentException if sessions of the webapp may not have this attribute
   */
  void requireKeepable(String name, Object value) {
    if (distributable && !(value instanceof Serializable)) {
      throw new IllegalArgumentException(
          "The webapp is distributable, so attribute \""
              + name
              + "\" of its sessions must be Serializable, which "
              + value.getClass().getName()
              + " is not");
    }
  }

  /** The webapp stops: its sessions are kept for its next start, or end. */
  public void stop() {
    sweep.expired();
    if (passivation != null
        && activated
        && passivation.passivate(sessions.values().stream().filter(WebSession::isValid).toList())) {
      sessions.clear();
    }
    for (WebSession session : sessions.values()) {
      session.end();
    }
    sessions.clear();
  }

  /** Those of the webapp that the client's request came to: its cookie is the one it has. */
  private Sessions entrySessions(ServerRequest request) {
    AppContext app = request.dispatch().first().app();
    return app.sessions() instanceof Sessions entry ? entry : this;
  }

  @Override
  public void arrived(ServerRequest request) {
    if (!sessions.isEmpty()) {
      request.knownSession();
    }
  }

  /**
   * The same for a request that is answered without becoming a servlet's: 7.6. Nobody is told
   * anything, so that it may be called on IO threads.
   */
  public void arrived(HttpServerExchange exchange, RequestTarget target) {
    if (sessions.isEmpty()) {
      return;
    }
    RequestedId requested = tracking.requested(exchange, target, this::isLive);
    WebSession session = requested == null ? null : sessions.get(requested.id());
    if (session != null && session.isLive()) {
      session.joined();
      session.left();
    }
  }

  @Override
  public @Nullable RequestedId requestedId(ServerRequest request) {
    Sessions entry = entrySessions(request);
    if (entry != this) {
      String created = request.exchange().undertow().getAttachment(CREATED);
      if (created != null) {
        return new RequestedId(created, Source.COOKIE);
      }
    }
    return entry.requested(request, this::isLive);
  }

  private @Nullable RequestedId requested(ServerRequest request, Predicate<String> live) {
    return tracking.requested(request.exchange().undertow(), request.target(), live);
  }

  private boolean isLive(String id) {
    WebSession session = sessions.get(id);
    return session != null && session.isLive();
  }

  @Override
  public @Nullable HttpSession find(ServerRequest request, RequestedId requested) {
    WebSession session = sessions.get(requested.id());
    if (session == null) {
      return null;
    }
    if (session.isExpired(System.currentTimeMillis())) {
      session.endUnused();
      return null;
    }
    return session.isValid() && session.joined() ? session : null;
  }

  @Override
  public HttpSession create(ServerRequest request, ServerResponse response) {
    Sessions entry = entrySessions(request);
    String id = idFor(request, entry);
    boolean clientKnows = id != null;
    if (id == null) {
      if (entry.tracking.byCookie() && response.isCommitted()) {
        throw new IllegalStateException(
            "A session needs a cookie but the response has been committed");
      }
      id = ids.next();
    }
    if (max > 0 && sessions.size() >= max) {
      throw new TooManySessionsException(max);
    }
    WebSession session = new WebSession(this, id, timeoutSeconds);
    session.entered();
    sessions.put(id, session);
    request.exchange().undertow().putAttachment(CREATED, id);
    if (!clientKnows) {
      entry.tell(request, response, id);
    }
    listeners.created(session);
    return session;
  }

  /**
   * The id that a new session must have: that of the TLS session, or of the session in the webapp
   * that this request was dispatched from. Null for a new one; an id that only the client vouches
   * for is never taken, so that nobody can be given one.
   */
  private @Nullable String idFor(ServerRequest request, Sessions entry) {
    if (entry.tracking.byTls()) {
      return SessionTracking.tlsId(request.exchange().undertow());
    }
    if (entry == this) {
      return null;
    }
    String created = request.exchange().undertow().getAttachment(CREATED);
    if (created != null && !sessions.containsKey(created)) {
      return created;
    }
    RequestedId requested = entry.requested(request, entry::isLive);
    return requested != null && entry.sessions.containsKey(requested.id()) ? requested.id() : null;
  }

  @Override
  public String changeId(ServerRequest request, ServerResponse response, HttpSession session) {
    WebSession own = (WebSession) session;
    Sessions entry = entrySessions(request);
    if (entry.tracking.byTls()) {
      return own.getId();
    }
    String id = ids.next();
    sessions.put(id, own);
    String old = own.id(id);
    sessions.remove(old);
    if (!own.isValid()) {
      sessions.remove(id);
    }
    request.exchange().undertow().putAttachment(CREATED, id);
    entry.tell(request, response, id);
    listeners.idChanged(own, old);
    return id;
  }

  /** Not in place of the id that the next version of the webapp knows. */
  private void tell(ServerRequest request, ServerResponse response, String id) {
    if (!moved) {
      tracking.tell(request, response, id);
    }
  }

  /** The session takes no more requests. */
  void ended(WebSession session) {
    sessions.remove(session.getId(), session);
    listeners.destroyed(session);
  }

  @Override
  public String encodeUrl(ServerRequest request, String url) {
    return entrySessions(request).tracking.encode(request, url);
  }

  @Override
  public String withId(String url, String id) {
    return SessionUrls.withId(url, id);
  }

  @Override
  public String cookieName() {
    return tracking.cookieName();
  }

  @Override
  public boolean isValid(HttpSession session) {
    return session instanceof WebSession own && own.isValid();
  }

  @Override
  public Map<String, Object> notes(HttpSession session) {
    return ((WebSession) session).notes();
  }

  @Override
  public void release(HttpSession session) {
    ((WebSession) session).left();
  }
}
