package io.slipway.cdi.app;

import jakarta.enterprise.context.RequestScoped;

/** For expressions. */
@RequestScoped
@jakarta.inject.Named("visitor")
public class Named {
  private int left;

  public String getName() {
    return "Ada";
  }

  public void leave() {
    left++;
  }

  public int getLeft() {
    return left;
  }
}
