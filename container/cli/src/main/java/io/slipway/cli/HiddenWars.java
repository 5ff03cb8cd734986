package io.slipway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says of a WAR that the folder beside it is served in its place: once, and again when the WAR has
 * changed, as whoever copied a new one there waits for it to be deployed. Used by one thread at a
 * time.
 */
final class HiddenWars {
  private final Map<Path, Told> wars = new HashMap<>();

  /**
   * Marks of the file.
   *
   * @param told of what has been told
   * @param seen at the last look: one that is being copied is told when it has settled
   */
  private record Told(long told, long seen) {}

  /** Returns the same layout. */
  Layout tell(Layout layout) {
    for (Path war : layout.hidden()) {
      wars.compute(war, HiddenWars::look);
    }
    return layout;
  }

  private static @Nullable Told look(Path war, @Nullable Told before) {
    long now;
    try {
      now = FileMarks.of(war);
    } catch (IOException changing) {
      return before;
    }
    if (before != null && (now == before.told() || now != before.seen())) {
      return new Told(before.told(), now);
    }
    // No constant: the first logger may be made only once Logging has prepared for it
    Logger.getLogger("io.slipway")
        .warnf(
            "%s is not served, because the folder %s beside it is: remove the folder if the WAR is what"
                + " you want, or remove the WAR",
            war, Layout.beside(war).getFileName());
    return new Told(now, now);
  }
}
