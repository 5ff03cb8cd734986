package io.slipway.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.slipway.spi.Metrics;
import io.slipway.spi.MetricsFeature;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code slipway_requests_seconds} by webapp and status class with a histogram, {@code
 * slipway_requests_in_flight}, {@code slipway_sessions} by webapp, {@code slipway_buffers_lent},
 * and what Micrometer knows of the JVM and the process. A webapp that has been undeployed keeps
 * what was counted.
 */
final class PrometheusMetrics implements Metrics {
  /** For {@link java.util.ServiceLoader}. */
  public static final class Feature implements MetricsFeature {
    @Override
    public Metrics start(Gauges gauges) {
      return new PrometheusMetrics(gauges);
    }
  }

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private record Key(String webapp, int statusClass) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();
  private final MetricsFeature.Gauges gauges;
  private final MultiGauge sessions;
  private final JvmGcMetrics collector = new JvmGcMetrics();

  private PrometheusMetrics(MetricsFeature.Gauges gauges) {
    this.gauges = gauges;
    Gauge.builder("slipway.requests.in.flight", gauges, g -> g.requestsInFlight())
        .description("Requests that are in webapps")
        .register(registry);
    Gauge.builder("slipway.buffers.lent", gauges, g -> g.buffersLent())
        .description("IO buffers that connections and responses use")
        .register(registry);
    this.sessions =
        MultiGauge.builder("slipway.sessions")
            .description("HTTP sessions in memory")
            .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collector.bindTo(registry);
  }

  @Override
  public void request(String webapp, int status, long nanos) {
    timers
        .computeIfAbsent(new Key(webapp, status / 100), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Timer.builder("slipway.requests")
        .description("Requests that have been answered, from their head to the end of the response")
        .tag("webapp", key.webapp)
        .tag("status", key.statusClass + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public String scrape() {
    sessions.register(
        gauges.sessions().entrySet().stream()
            .<MultiGauge.Row<?>>map(
                e -> MultiGauge.Row.of(Tags.of("webapp", e.getKey()), e.getValue()))
            .toList(),
        true);
    return registry.scrape();
  }

  @Override
  public String contentType() {
    return "text/plain; version=0.0.4; charset=utf-8";
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
