package io.slipway;

/** Whether a TLS listener asks for the client's certificate. */
public enum ClientAuth {
  /** Does not ask; nor later, for a webapp with CLIENT-CERT: there is no other handshake. */
  NONE,
  /** Asks, and goes on without. */
  WANT,
  /** Refuses connections without one. */
  NEED
}
