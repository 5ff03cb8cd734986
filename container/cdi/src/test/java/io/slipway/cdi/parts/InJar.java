package io.slipway.cdi.parts;

import jakarta.inject.Inject;

/** A bean only where every class of its archive is one. */
public class InJar {
  @Inject private Greeting greeting;

  public String where() {
    return greeting.greet("jar");
  }
}
