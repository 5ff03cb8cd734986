package io.slipway.session;

import java.io.IOException;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Where the sessions of one webapp are while it does not run. Used by the thread that starts or
 * stops the webapp.
 */
public interface SessionStore {
  /**
   * Hands out every session once; when all have been taken the store is empty. What cannot be read
   * is put aside and told in the log, and the others are handed out all the same.
   *
   * @throws IOException if nothing can be said of what is there; it is left as it is
   */
  void takeAll(Consumer<KeptSession> taker) throws IOException;

  /**
   * Keeps these sessions, all or none, in place of what is there.
   *
   * @throws IOException if they are not kept
   */
  void keep(Iterator<KeptSession> sessions) throws IOException;
}
