package io.slipway.http;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that a request has asked for, one for each webapp that it runs in: Servlet 6.1, 7.3.
 */
final class RequestSessions {
  private @Nullable View view;

  /**
   * What is known for one webapp; a request that crosses contexts keeps one for each (7.3: sessions
   * are scoped to their context).
   */
  private static final class View {
    final AppContext app;
    final @Nullable View next;
    SessionSupport.@Nullable RequestedId requested;
    boolean requestedKnown;
    boolean looked;
    @Nullable HttpSession session;

    /** Whether {@link #requested} named a valid session when it was looked up. */
    boolean found;

    View(AppContext app, @Nullable View next) {
      this.app = app;
      this.next = next;
    }
  }

  private View view(ServerRequest request) {
    AppContext app = request.app();
    for (View seen = view; seen != null; seen = seen.next) {
      if (seen.app == app) {
        return seen;
      }
    }
    View made = new View(app, view);
    view = made;
    return made;
  }

  SessionSupport.@Nullable RequestedId requested(ServerRequest request) {
    return requested(request, view(request));
  }

  private SessionSupport.@Nullable RequestedId requested(ServerRequest request, View view) {
    if (!view.requestedKnown) {
      view.requested = view.app.sessions().requestedId(request);
      view.requestedKnown = true;
    }
    return view.requested;
  }

  boolean requestedFrom(ServerRequest request, SessionSupport.Source source) {
    SessionSupport.RequestedId requested = requested(request);
    return requested != null && requested.source() == source;
  }

  boolean requestedIsValid(ServerRequest request) {
    View view = view(request);
    existing(request, view);
    HttpSession session = view.session;
    SessionSupport.RequestedId requested = requested(request, view);
    if (requested == null) {
      return false;
    }
    // Valid is what names the session that the request is in: 6.1 Javadoc, "in the current session
    // context"
    return session != null && view.found && requested.id().equals(session.getId());
  }

  @Nullable HttpSession existing(ServerRequest request) {
    return existing(request, view(request));
  }

  private @Nullable HttpSession existing(ServerRequest request, View view) {
    SessionSupport sessions = view.app.sessions();
    HttpSession session = view.session;
    if (session != null) {
      if (sessions.isValid(session)) {
        return session;
      }
      sessions.release(session);
      view.session = null;
    }
    if (!view.looked) {
      view.looked = true;
      SessionSupport.RequestedId requested = requested(request, view);
      if (requested != null) {
        view.session = sessions.find(request, requested);
        view.found = view.session != null;
      }
    }
    return view.session;
  }

  HttpSession obtain(ServerRequest request) {
    View view = view(request);
    HttpSession session = existing(request, view);
    if (session == null) {
      session = view.app.sessions().create(request, request.exchange().response());
      view.session = session;
    }
    return session;
  }

  String changeId(ServerRequest request) {
    View view = view(request);
    HttpSession session = existing(request, view);
    if (session == null) {
      throw new IllegalStateException("There is no session whose id could be changed");
    }
    return view.app.sessions().changeId(request, request.exchange().response(), session);
  }

  void end() {
    for (View seen = view; seen != null; seen = seen.next) {
      if (seen.session != null) {
        seen.app.sessions().release(seen.session);
        seen.session = null;
      }
    }
  }
}
