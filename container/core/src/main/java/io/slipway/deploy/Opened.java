package io.slipway.deploy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/**
 * Things that were opened one after the other. They are closed in reverse order, each even if
 * another fails. Not thread safe.
 */
public final class Opened {
  private static final Logger LOG = Logger.getLogger("io.slipway.deploy");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public void add(AutoCloseable closeable) {
    opened.push(closeable);
  }

  /**
   * Ends all; once. Never throws.
   *
   * @param who for the log, where something does not end cleanly
   */
  public void close(String who) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception | Error failure) {
        LOG.errorf(failure, "%s did not end cleanly", who);
      }
    }
  }
}
