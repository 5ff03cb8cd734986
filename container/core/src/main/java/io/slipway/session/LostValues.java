package io.slipway.session;

import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Counts the values that sessions have lost, to log each kind once for all sessions. */
final class LostValues {
  private static final Logger LOG = Logger.getLogger("io.slipway.session");

  private record Loss(String reason, int sessions) {}

  private final Map<String, Loss> losses = new TreeMap<>();

  /**
   * @param what for people: {@code attribute "cart"}
   */
  void add(String what, Throwable reason) {
    losses.merge(
        what, new Loss(reason.toString(), 1), (a, b) -> new Loss(a.reason, a.sessions + 1));
  }

  /**
   * @param webapp for people
   */
  void log(String webapp, String when) {
    losses.forEach(
        (what, loss) ->
            LOG.warnf(
                "%s: %s of %s session%s was lost %s: %s",
                webapp, what, loss.sessions, loss.sessions == 1 ? "" : "s", when, loss.reason));
  }
}
