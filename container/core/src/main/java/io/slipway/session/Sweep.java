package io.slipway.session;

import java.util.Comparator;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Ends sessions of a webapp that have expired, and where they are many those that nobody came back
 * to. For one thread at a time.
 */
final class Sweep {
  private static final Logger LOG = Logger.getLogger("io.slipway.session");
  private static final int LOOKS_A_SECOND = 10_000;
  private static final int MOST_SKIPPED = 60;

  private final String webapp;
  private final Map<String, WebSession> sessions;
  private final int max;

  /** Turns that do nothing. */
  private int skip;

  private boolean told;

  /**
   * @param webapp for the log
   * @param max sessions there may be, 0 for no bound
   */
  Sweep(String webapp, Map<String, WebSession> sessions, int max) {
    this.webapp = webapp;
    this.sessions = sessions;
    this.max = max;
  }

  /**
   * To be called once a second. Of many sessions not every turn looks at all, so that this never
   * takes more than some thousandths of a processor; in {@value #MOST_SKIPPED} seconds one does.
   */
  void turn() {
    boolean crowded = max > 0 && sessions.size() > roomy();
    if (skip > 0 && !crowded) {
      skip--;
      return;
    }
    expired();
    if (crowded) {
      thinOut();
    }
    told &= sessions.size() > roomy() / 2;
    skip = Math.min(MOST_SKIPPED, sessions.size() / LOOKS_A_SECOND);
  }

  void expired() {
    long now = System.currentTimeMillis();
    for (WebSession session : sessions.values()) {
      if (session.isExpired(now)) {
        session.endUnused();
      }
    }
  }

  /** Half of {@link #max}, and one at least. */
  private int roomy() {
    return max - max / 2;
  }

  /**
   * Sessions whose clients never came back, as those of crawlers and floods, end before their time,
   * the oldest first: so that others can begin.
   */
  private void thinOut() {
    if (!told) {
      LOG.infof(
          "%s has %s sessions, more than half of limits.max-sessions (%s): those that nobody came back to end early",
          webapp, sessions.size(), max);
      told = true;
    }
    sessions.values().stream()
        .filter(WebSession::isUnclaimed)
        .sorted(Comparator.comparingLong(WebSession::created))
        .limit(Math.max(0, sessions.size() - roomy()))
        .forEach(WebSession::endUnclaimed);
  }
}
