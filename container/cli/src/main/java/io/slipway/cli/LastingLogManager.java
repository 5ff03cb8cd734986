package io.slipway.cli;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, but still there while the container ends: the JDK resets its own in a
 * shutdown hook beside ours.
 */
public final class LastingLogManager extends LogManager {
  /** For the JDK, which makes it by name. */
  public LastingLogManager() {}

  @Override
  public void readConfiguration() {
    // Nothing: Logging says all there is to say, and the JDK's file need not be read.
  }

  @Override
  public void reset() {
    // Nothing, see above.
  }
}
