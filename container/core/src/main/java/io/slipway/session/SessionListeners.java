package io.slipway.session;

import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.List;

/**
 * The webapp's listeners for sessions, in the order of declaration; the lists are live and safe to
 * iterate.
 */
public interface SessionListeners {
  List<HttpSessionListener> sessions();

  List<HttpSessionIdListener> sessionIds();

  List<HttpSessionAttributeListener> sessionAttributes();
}
