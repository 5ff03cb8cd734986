package io.slipway.spi;

import java.io.Serializable;
import java.security.Principal;
import java.util.Set;

/**
 * Who a user is, and the roles they have. Immutable; may be kept in a session, and survives a
 * restart with it if the principal is serialisable.
 */
public record Identity(Principal principal, Set<String> roles) implements Serializable {
  public Identity {
    roles = Set.copyOf(roles);
  }
}
