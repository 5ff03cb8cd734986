package io.slipway.http;

import jakarta.servlet.http.HttpSession;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests ask of their webapp's sessions: Servlet 6.1, 7. The request keeps what it is given
 * for as long as it runs in that webapp; nothing here is called for requests that never ask.
 */
public interface SessionSupport {
  /** How a session id came with the request. */
  enum Source {
    COOKIE,
    URL,
    SSL
  }

  record RequestedId(String id, Source source) {}

  /**
   * A request begins. If it carries the id of a session the session has been accessed, whether or
   * not the webapp asks for it (7.6). Costs nothing while there are no sessions.
   */
  void arrived(ServerRequest request);

  /** What the client sent, valid or not; a cookie counts before the URL. */
  @Nullable RequestedId requestedId(ServerRequest request);

  /** The valid session of this id, noted as accessed; null if there is none. */
  @Nullable HttpSession find(ServerRequest request, RequestedId requested);

  /**
   * A new session, its cookie added to the response.
   *
   * @throws IllegalStateException if tracked by cookie and the response is committed
   */
  HttpSession create(ServerRequest request, ServerResponse response);

  /** Gives the session a new id and the response its cookie; returns the id. */
  String changeId(ServerRequest request, ServerResponse response, HttpSession session);

  /** The id in the URL where URL tracking is needed, else the URL as it is. */
  String encodeUrl(ServerRequest request, String url);

  /** The URL with this id, whether or not the client needs it there. */
  String withId(String url, String id);

  /** The name of the cookie that carries the id, as it is configured. */
  String cookieName();

  boolean isValid(HttpSession session);

  /**
   * What the container keeps with a session, unseen by the webapp and its listeners: the login, a
   * request saved for after it.
   */
  Map<String, Object> notes(HttpSession session);

  /** The request has ended: the session's idle time begins to count. */
  void release(HttpSession session);
}
