package io.slipway.session;

import jakarta.servlet.http.HttpSession;

/**
 * A webapp's listeners for sessions: Servlet 6.1, 11. But for {@link #created} nothing throws:
 * failures are logged.
 */
public interface SessionListeners {
  /** Throws what a listener throws. */
  void created(HttpSession session);

  /** In reverse order of declaration: 11.3.3. */
  void destroyed(HttpSession session);

  /**
   * @param old the id that it had
   */
  void idChanged(HttpSession session, String old);

  void attributeAdded(HttpSession session, String name, Object value);

  void attributeReplaced(HttpSession session, String name, Object old);

  void attributeRemoved(HttpSession session, String name, Object old);
}
