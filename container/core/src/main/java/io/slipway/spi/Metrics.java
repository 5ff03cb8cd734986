package io.slipway.spi;

/**
 * Counts what a container does, and shows it. Made by a {@link MetricsFeature}; thread safe; the
 * counting is called on IO threads and must not wait.
 */
public interface Metrics extends AutoCloseable {
  /**
   * A request has been answered.
   *
   * @param webapp its context path, {@code /} for the root context; empty where no webapp had it
   * @param nanos from the request's head to the end of the response
   */
  void request(String webapp, int status, long nanos);

  /** Everything, as {@link #contentType} has it. May take some milliseconds. */
  String scrape();

  String contentType();

  @Override
  void close();
}
