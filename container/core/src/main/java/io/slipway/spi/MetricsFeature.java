package io.slipway.spi;

import java.util.Map;

/** Makes the metrics of a container; found by {@link java.util.ServiceLoader} when they are on. */
public interface MetricsFeature {
  /** What a container knows about itself at this moment. Thread safe. */
  interface Gauges {
    /** How many requests are in webapps. */
    long requestsInFlight();

    /** How many IO buffers are lent to connections and responses; 0 while all of them are idle. */
    int buffersLent();

    /** How many sessions there are, by context path, {@code /} for the root context. */
    Map<String, Integer> sessions();
  }

  Metrics start(Gauges gauges);
}
