package io.slipway.spi;

import java.util.Map;

/** Makes the metrics of a container; found by {@link java.util.ServiceLoader} when they are on. */
public interface MetricsFeature {
  /** What a container knows of itself at this moment. Thread safe. */
  interface Gauges {
    /** Requests that are in webapps. */
    long requestsInFlight();

    /** IO buffers that have been lent to connections and responses; none while all are idle. */
    int buffersLent();

    /** Sessions by context path, {@code /} for the root context. */
    Map<String, Integer> sessions();
  }

  Metrics start(Gauges gauges);
}
