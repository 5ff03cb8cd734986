package io.slipway;

/** Whether a TLS listener asks for the client's certificate. */
public enum ClientAuth {
  /**
   * Does not ask. Nobody is asked later either, not even for a webapp with CLIENT-CERT, because
   * there is no second handshake.
   */
  NONE,
  /** Asks, and accepts connections without one. */
  WANT,
  /** Asks, and refuses connections without one. */
  NEED
}
