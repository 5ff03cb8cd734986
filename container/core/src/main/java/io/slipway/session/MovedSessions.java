package io.slipway.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** Holds, in memory, sessions on their way from one version of a webapp to the next. */
final class MovedSessions implements SessionStore {
  private final List<KeptSession> sessions = new ArrayList<>();

  @Override
  public void takeAll(Consumer<KeptSession> taker) {
    sessions.forEach(taker);
    sessions.clear();
  }

  @Override
  public void keep(Iterator<KeptSession> kept) {
    sessions.clear();
    kept.forEachRemaining(sessions::add);
  }
}
