package io.slipway.runtime;

import io.slipway.model.FilterMappingDef;
import io.slipway.model.UrlPattern;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The filters in front of one servlet, reached by one pattern or by its name, for one dispatcher
 * type: Servlet 6.1, 6.2.4. First the mappings by URL in their order, then those by servlet name; a
 * filter runs once however many of its mappings match.
 *
 * <p>Which URL mappings match is known when the pattern is compiled, as far as the pattern alone
 * says it. Where it depends on the path, the mappings in question are asked at each request, and
 * the chain for each set of answers is built once.
 */
final class FilterChains {
  private final ServletHolder servlet;

  /** The mappings of this dispatcher type that can match at all, in order. */
  private final Candidate[] byUrl;

  private final List<FilterHolder> byName;
  private final int undecided;
  private final Map<Long, CompiledChain> chains = new ConcurrentHashMap<>();
  private final @Nullable CompiledChain only;

  /** One URL mapping; without patterns to ask it always matches. */
  private record Candidate(FilterHolder filter, UrlPattern @Nullable [] ask) {
    boolean matches(String path) {
      if (ask == null) {
        return true;
      }
      for (UrlPattern pattern : ask) {
        if (pattern.matches(path)) {
          return true;
        }
      }
      return false;
    }
  }

  private FilterChains(ServletHolder servlet, List<Candidate> byUrl, List<FilterHolder> byName) {
    this.servlet = servlet;
    this.byUrl = byUrl.toArray(Candidate[]::new);
    this.byName = byName;
    int asked = 0;
    for (Candidate candidate : byUrl) {
      asked += candidate.ask == null ? 0 : 1;
    }
    this.undecided = asked;
    this.only = asked == 0 ? build("") : null;
  }

  /**
   * @param reachedBy the servlet's pattern, null for a named dispatch, which has no path and so no
   *     filters by URL
   */
  static FilterChains compile(
      ServletHolder servlet,
      @Nullable UrlPattern reachedBy,
      DispatcherType type,
      List<FilterMappingDef> mappings,
      Map<String, FilterHolder> filters) {
    List<Candidate> byUrl = new ArrayList<>();
    List<FilterHolder> byName = new ArrayList<>();
    for (FilterMappingDef mapping : mappings) {
      FilterHolder filter = filters.get(mapping.filterName());
      if (filter == null || !mapping.dispatchers().contains(type)) {
        continue;
      }
      Candidate candidate =
          reachedBy == null ? null : candidate(filter, mapping.patterns(), reachedBy);
      if (candidate != null) {
        byUrl.add(candidate);
      }
      if (mapping.servletNames().contains(servlet.name()) || mapping.servletNames().contains("*")) {
        byName.add(filter);
      }
    }
    return new FilterChains(servlet, byUrl, byName);
  }

  private static @Nullable Candidate candidate(
      FilterHolder filter, List<UrlPattern> patterns, UrlPattern reachedBy) {
    List<UrlPattern> ask = new ArrayList<>();
    for (UrlPattern pattern : patterns) {
      switch (Overlap.of(pattern, reachedBy)) {
        case ALWAYS -> {
          return new Candidate(filter, null);
        }
        case SOMETIMES -> ask.add(pattern);
        case NEVER -> {}
      }
    }
    return ask.isEmpty() ? null : new Candidate(filter, ask.toArray(UrlPattern[]::new));
  }

  /**
   * @param path decoded, inside the context
   */
  CompiledChain forPath(String path) {
    if (only != null) {
      return only;
    }
    if (undecided > Long.SIZE) {
      // more than a word has bits: built each time
      return build(path);
    }
    long answers = 0;
    int bit = 0;
    for (Candidate candidate : byUrl) {
      if (candidate.ask != null) {
        if (candidate.matches(path)) {
          answers |= 1L << bit;
        }
        bit++;
      }
    }
    CompiledChain chain = chains.get(answers);
    if (chain == null) {
      chain = build(path);
      chains.put(answers, chain);
    }
    return chain;
  }

  private CompiledChain build(String path) {
    Set<FilterHolder> filters = new LinkedHashSet<>();
    for (Candidate candidate : byUrl) {
      if (candidate.matches(path)) {
        filters.add(candidate.filter);
      }
    }
    filters.addAll(byName);
    return new CompiledChain(filters.toArray(FilterHolder[]::new), servlet);
  }

  /** How the paths of two patterns relate. */
  enum Overlap {
    ALWAYS,
    SOMETIMES,
    NEVER;

    /** Whether a filter's pattern matches the paths that reach a servlet by the other pattern. */
    static Overlap of(UrlPattern filter, UrlPattern servlet) {
      if (filter instanceof UrlPattern.Default
          || filter instanceof UrlPattern.Prefix p && p.prefix().isEmpty()) {
        return ALWAYS;
      }
      if (servlet instanceof UrlPattern.Exact exact) {
        return filter.matches(exact.text()) ? ALWAYS : NEVER;
      }
      if (servlet instanceof UrlPattern.ContextRoot) {
        return filter.matches("/") ? ALWAYS : NEVER;
      }
      if (servlet instanceof UrlPattern.Prefix served) {
        return ofPrefix(filter, served);
      }
      if (servlet instanceof UrlPattern.Extension served
          && filter instanceof UrlPattern.Extension asked) {
        return asked.suffix().equals(served.suffix()) ? ALWAYS : NEVER;
      }
      return SOMETIMES;
    }

    private static Overlap ofPrefix(UrlPattern filter, UrlPattern.Prefix served) {
      if (filter instanceof UrlPattern.Prefix asked) {
        if (asked.matches(served.prefix())) {
          return ALWAYS;
        }
        return served.matches(asked.prefix()) ? SOMETIMES : NEVER;
      }
      if (filter instanceof UrlPattern.Exact asked) {
        return served.matches(asked.text()) ? SOMETIMES : NEVER;
      }
      return SOMETIMES;
    }
  }
}
