package io.slipway.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the constraints demand of a request: Servlet 6.1, 13.8.1.
 *
 * @param confidential only over a protected connection
 * @param required the user must have a role of each of these sets; {@code **} in a set stands for
 *     any user. No set: anybody, without login. An empty set: nobody.
 */
record Verdict(boolean confidential, List<Set<String>> required) {
  static final String ANY_USER = "**";
  static final Verdict PERMIT = new Verdict(false, List.of());
  static final Verdict DENY = new Verdict(false, List.of(Set.of()));

  Verdict {
    required = List.copyOf(required);
  }

  boolean needsLogin() {
    return !required.isEmpty();
  }

  boolean forbidsEverybody() {
    return required.contains(Set.<String>of());
  }

  /** Both must hold. */
  Verdict and(Verdict other) {
    if (equals(other) || other.equals(PERMIT)) {
      return this;
    }
    return new Verdict(
        confidential || other.confidential,
        Stream.concat(required.stream(), other.required.stream()).toList());
  }

  boolean permits(Set<String> roles) {
    return required.stream()
        .allMatch(set -> set.contains(ANY_USER) || set.stream().anyMatch(roles::contains));
  }
}
