package io.slipway.runtime;

import io.slipway.model.FilterMappingDef;
import io.slipway.model.UrlPattern;
import io.slipway.resource.Resource;
import io.slipway.resource.WebappResources;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The compiled tables of a webapp: from a path, or a servlet's name, to servlet and filters.
 * Immutable.
 */
final class Routes {
  private static final Logger LOG = Logger.getLogger("io.slipway.runtime");
  private static final DispatcherType[] TYPES = DispatcherType.values();

  /**
   * A path that leads somewhere; after a welcome file was chosen its paths are those of the welcome
   * file.
   */
  record Route(ServletMap.Match<FilterChains[]> match, String path) {
    CompiledChain target(DispatcherType type) {
      return match.entry().value()[type.ordinal()].forPath(path);
    }
  }

  private final ServletMap<FilterChains[]> map;
  private final Map<String, FilterChains[]> named = new HashMap<>();
  private final String[] welcomeFiles;
  private final WebappResources resources;
  private final CompiledChain hidden;

  /**
   * Whether pages lead to the container's own servlet, which makes no welcome file of a page that
   * is not there, and no page of a folder that is in a group of pages.
   */
  private final boolean ownPages;

  /**
   * @param registrations which are at their end
   * @param holders of all of them
   */
  Routes(
      Registrations registrations,
      Holders holders,
      List<String> welcomeFiles,
      WebappResources resources) {
    Map<UrlPattern, String> patterns = registrations.servletPatterns();
    Map<String, ServletHolder> servlets = holders.servlets();
    List<FilterMappingDef> mappings = registrations.filterMappings();
    Map<String, FilterHolder> filters = holders.filters();
    this.map =
        ServletMap.compile(
            patterns,
            p ->
                chains(
                    Objects.requireNonNull(servlets.get(patterns.get(p))), p, mappings, filters));
    servlets.forEach((name, servlet) -> named.put(name, chains(servlet, null, mappings, filters)));
    this.welcomeFiles =
        welcomeFiles.stream()
            .map(f -> f.startsWith("/") ? f.substring(1) : f)
            .toArray(String[]::new);
    this.resources = resources;
    this.hidden = new CompiledChain(new FilterHolder[0], holders.hidden());
    this.ownPages = registrations.isProvided(Registrations.JSP);
  }

  private static FilterChains[] chains(
      ServletHolder servlet,
      @Nullable UrlPattern pattern,
      List<FilterMappingDef> mappings,
      Map<String, FilterHolder> filters) {
    FilterChains[] chains = new FilterChains[TYPES.length];
    for (DispatcherType type : TYPES) {
      chains[type.ordinal()] = FilterChains.compile(servlet, pattern, type, mappings, filters);
    }
    return chains;
  }

  /**
   * @param path decoded, inside the context
   */
  @Nullable Route match(String path) {
    ServletMap.Match<FilterChains[]> match = map.match(path);
    if (match != null
        && match.mapping().getMappingMatch() == MappingMatch.PATH
        && ownPages
        && isPage(match)
        && isFolder(path)) {
      match = map.defaultMatch(path);
    }
    if (match == null) {
      return null;
    }
    if (path.endsWith("/")
        && match.mapping().getMappingMatch() == MappingMatch.DEFAULT
        && welcomeFiles.length > 0) {
      Route welcome = welcome(path);
      if (welcome != null) {
        return welcome;
      }
    }
    return new Route(match, path);
  }

  /** Answers for {@code WEB-INF}, without filters. */
  CompiledChain hidden() {
    return hidden;
  }

  @Nullable CompiledChain named(String servletName, DispatcherType type) {
    FilterChains[] chains = named.get(servletName);
    return chains == null ? null : chains[type.ordinal()].forPath("");
  }

  /**
   * 10.10: first the files that are there, in order, then the names that a servlet is mapped to.
   */
  private @Nullable Route welcome(String folder) {
    for (String name : welcomeFiles) {
      String path = folder + name;
      if (isFile(path)) {
        ServletMap.Match<FilterChains[]> match = map.match(path);
        return match == null ? null : new Route(match, path);
      }
    }
    for (String name : welcomeFiles) {
      String path = folder + name;
      ServletMap.Match<FilterChains[]> match = map.match(path);
      if (match != null
          && match.mapping().getMappingMatch() != MappingMatch.DEFAULT
          && !(ownPages && isPage(match))) {
        return new Route(match, path);
      }
    }
    return null;
  }

  private static boolean isPage(ServletMap.Match<?> match) {
    return match.entry().servletName().equals(Registrations.JSP)
        && match.mapping().getMappingMatch() != MappingMatch.EXACT;
  }

  private boolean isFile(String path) {
    Resource resource = visible(path);
    return resource != null && !resource.isDirectory();
  }

  private boolean isFolder(String path) {
    Resource resource = visible(path);
    return resource != null && resource.isDirectory();
  }

  private @Nullable Resource visible(String path) {
    if (WebappResources.isHidden(path)) {
      return null;
    }
    try {
      return resources.lookup(path);
    } catch (IOException failure) {
      LOG.warnf(failure, "%s cannot be read", path);
      return null;
    }
  }
}
