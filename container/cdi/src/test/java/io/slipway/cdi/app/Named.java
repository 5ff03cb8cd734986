package io.slipway.cdi.app;

import jakarta.enterprise.context.RequestScoped;

/** For expressions. */
@RequestScoped
@jakarta.inject.Named("visitor")
public class Named {
  public String getName() {
    return "Ada";
  }
}
