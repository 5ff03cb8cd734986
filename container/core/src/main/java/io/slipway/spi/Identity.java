package io.slipway.spi;

import java.security.Principal;
import java.util.Set;

/** Who somebody is, and the roles they have. Immutable; may be kept in a session. */
public record Identity(Principal principal, Set<String> roles) {
  public Identity {
    roles = Set.copyOf(roles);
  }
}
