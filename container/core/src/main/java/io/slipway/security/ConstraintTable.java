package io.slipway.security;

import io.slipway.model.PatternMap;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.SecurityConstraintDef.Transport;
import io.slipway.model.SecurityConstraintDef.WebResource;
import io.slipway.model.UrlPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The security constraints of a webapp, compiled: Servlet 6.1, 13.8.
 *
 * <p>Of all patterns only the best match of a path counts (13.8.3: {@link PatternMap}); the
 * constraints on that pattern that name the method are combined (13.8.1). A method that none of
 * them names is uncovered (13.8.4).
 */
final class ConstraintTable {
  /** One pattern's answer for every method. */
  private record Rules(Map<String, Verdict> byMethod, Verdict otherwise) {
    Verdict of(String method) {
      return byMethod.getOrDefault(method, otherwise);
    }
  }

  private record Entry(WebResource resource, SecurityConstraintDef constraint) {
    /** 13.8.1: no method named covers every method. */
    boolean covers(String method) {
      return resource.methods().contains(method)
          || resource.methods().isEmpty()
              && (resource.omittedMethods().isEmpty()
                  || !resource.omittedMethods().contains(method));
    }
  }

  /** Stands for every method that no constraint names; not a token, so no request can have it. */
  private static final String ANY_OTHER = " ";

  private final PatternMap<Rules> rules;
  private final boolean empty;
  private final List<String> uncovered;

  private ConstraintTable(Map<UrlPattern, Rules> rules, List<String> uncovered) {
    this.rules = new PatternMap<>(rules);
    this.empty = rules.isEmpty();
    this.uncovered = uncovered;
  }

  /**
   * @param roles of the webapp, for the role name {@code *}
   * @param denyUncovered {@code deny-uncovered-http-methods}
   */
  static ConstraintTable compile(
      List<SecurityConstraintDef> constraints, Set<String> roles, boolean denyUncovered) {
    Map<UrlPattern, List<Entry>> byPattern = new LinkedHashMap<>();
    for (SecurityConstraintDef constraint : constraints) {
      for (WebResource resource : constraint.resources()) {
        for (UrlPattern pattern : resource.patterns()) {
          byPattern
              .computeIfAbsent(pattern, p -> new ArrayList<>())
              .add(new Entry(resource, constraint));
        }
      }
    }
    Verdict ofUncovered = denyUncovered ? Verdict.DENY : Verdict.PERMIT;
    Map<UrlPattern, Rules> rules = new LinkedHashMap<>();
    List<String> uncovered = new ArrayList<>();
    byPattern.forEach(
        (pattern, entries) -> {
          Set<String> methods = new TreeSet<>();
          entries.forEach(e -> methods.addAll(e.resource().methods()));
          entries.forEach(e -> methods.addAll(e.resource().omittedMethods()));
          Map<String, Verdict> byMethod = new HashMap<>();
          for (String method : methods) {
            Optional<Verdict> verdict = combine(entries, method, roles);
            if (verdict.isEmpty()) {
              uncovered.add(method + " " + pattern.text());
            }
            byMethod.put(method, verdict.orElse(ofUncovered));
          }
          Optional<Verdict> others = combine(entries, ANY_OTHER, roles);
          if (others.isEmpty()) {
            uncovered.add("all methods but " + methods + " " + pattern.text());
          }
          rules.put(pattern, new Rules(byMethod, others.orElse(ofUncovered)));
        });
    return new ConstraintTable(rules, uncovered);
  }

  /** 13.8.1, or empty where no constraint covers the method. */
  private static Optional<Verdict> combine(List<Entry> entries, String method, Set<String> roles) {
    List<SecurityConstraintDef> covering =
        entries.stream().filter(e -> e.covers(method)).map(Entry::constraint).distinct().toList();
    if (covering.isEmpty()) {
      return Optional.empty();
    }
    // a constraint that accepts any connection makes the others' guarantees void
    boolean confidential = covering.stream().noneMatch(c -> c.transport() == Transport.NONE);
    if (covering.stream().anyMatch(c -> c.roles().isPresent() && c.roles().get().isEmpty())) {
      return Optional.of(new Verdict(confidential, Verdict.DENY.required()));
    }
    if (covering.stream().anyMatch(c -> c.roles().isEmpty())) {
      return Optional.of(new Verdict(confidential, List.of()));
    }
    Set<String> union = new HashSet<>();
    for (SecurityConstraintDef c : covering) {
      for (String role : c.roles().orElseThrow()) {
        if (role.equals("*")) {
          // a role of the webapp that has this name is not any user
          roles.stream().filter(r -> !r.equals(Verdict.ANY_USER)).forEach(union::add);
        } else {
          union.add(role);
        }
      }
    }
    return Optional.of(new Verdict(confidential, List.of(union)));
  }

  boolean isEmpty() {
    return empty;
  }

  /** Uncovered methods with their patterns, for the log: 13.8.4. */
  List<String> uncovered() {
    return uncovered;
  }

  /**
   * @param path decoded, inside the context
   * @param method as sent; methods are case sensitive
   */
  Verdict check(String path, String method) {
    Rules best = rules.bestMatch(path);
    return best == null ? Verdict.PERMIT : best.of(method);
  }
}
