package io.slipway.cdi.made;

import jakarta.enterprise.context.RequestScoped;

/** Shows that whoever writes to it is within the request scope. */
@RequestScoped
public class Visit {
  private String by = "";

  public void by(String who) {
    by += who + " ";
  }

  public String by() {
    return by;
  }
}
