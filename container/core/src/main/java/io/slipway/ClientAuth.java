package io.slipway;

/** Whether a TLS listener asks for the client's certificate. */
public enum ClientAuth {
  /** Not during the handshake; a webapp with CLIENT-CERT asks when it needs one. */
  NONE,
  /** Asks, and goes on without. */
  WANT,
  /** Refuses connections without one. */
  NEED
}
