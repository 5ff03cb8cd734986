package io.slipway;

import io.slipway.model.ContextPath;
import io.slipway.runtime.Mount;
import io.slipway.spi.MetricsFeature;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the container and the webapps of all hosts come to; those at the same path of two hosts are
 * added up.
 */
record MountGauges(Supplier<Collection<Mount>> mounts, IntSupplier buffers)
    implements MetricsFeature.Gauges {
  @Override
  public long requestsInFlight() {
    return mounts.get().stream().mapToLong(Mount::inFlight).sum();
  }

  @Override
  public int buffersLent() {
    return buffers.getAsInt();
  }

  @Override
  public Map<String, Integer> sessions() {
    Map<String, Integer> counts = new HashMap<>();
    for (Mount mount : mounts.get()) {
      counts.merge(
          ContextPath.label(mount.webapp().contextPath()),
          mount.webapp().sessions().count(),
          Integer::sum);
    }
    return counts;
  }
}
