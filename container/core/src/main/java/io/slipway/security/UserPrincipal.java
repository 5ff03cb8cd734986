package io.slipway.security;

import java.io.Serializable;
import java.security.Principal;

/** A user by name. Serializable, because applications keep principals in sessions. */
public record UserPrincipal(String name) implements Principal, Serializable {
  @Override
  public String getName() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
