package io.slipway.deploy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each phase of a deployment took. */
final class Phases {
  private final Map<String, Long> millis = new LinkedHashMap<>();
  private long begin = System.nanoTime();

  void end(String phase) {
    long now = System.nanoTime();
    millis.merge(phase, (now - begin) / 1_000_000, Long::sum);
    begin = now;
  }

  Map<String, Long> all() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(millis));
  }
}
