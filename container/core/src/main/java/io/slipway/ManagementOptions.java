package io.slipway;

/**
 * A separate listener for those who run the container: {@code /health/live}, {@code /health/ready}
 * and, if wanted, {@code /metrics}. It asks for no password, so it belongs on loopback or on a
 * network that outsiders cannot reach.
 *
 * @param bind address or name to listen on
 * @param port 0 to 65,535; 0 lets the system choose one
 * @param metrics whether requests are counted and shown; needs slipway-metrics on the class path,
 *     and costs each request some time
 */
public record ManagementOptions(String bind, int port, boolean metrics) {
  /** On 127.0.0.1, without metrics. */
  public static ManagementOptions on(int port) {
    return new ManagementOptions("127.0.0.1", port, false);
  }

  /** A copy with this {@link #metrics()}. */
  public ManagementOptions withMetrics(boolean on) {
    return new ManagementOptions(bind, port, on);
  }
}
