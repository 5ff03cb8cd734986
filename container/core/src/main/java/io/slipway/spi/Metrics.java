package io.slipway.spi;

/**
 * Counts what a container does, and shows it. Made by a {@link MetricsFeature}. Thread safe; {@link
 * #request} is called on IO threads and must not wait.
 */
public interface Metrics extends AutoCloseable {
  /**
   * A request has been answered.
   *
   * @param webapp the context path of its webapp, {@code /} for the root context; empty if it came
   *     to none
   * @param nanos from the request's head to the end of the response
   */
  void request(String webapp, int status, long nanos);

  /** All metrics, in the format of {@link #contentType}. May take some milliseconds. */
  String scrape();

  String contentType();

  @Override
  void close();
}
