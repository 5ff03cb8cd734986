package io.slipway.deploy;

import io.slipway.naming.NamingLookup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which packages one webapp has from the container, by the features that are there and those that
 * apply to it: Servlet 6.1, 10.7.2.
 *
 * @param containersAlone never looked for in the webapp
 * @param visible all that a webapp can see of the container
 * @param services the packages whose services the webapp finds in the container, by {@code
 *     ServiceLoader}, before its own
 * @param implementations those of the first that the webapp's features keep for themselves
 * @param copied those of the container's that the webapp's loader defines itself
 * @param homes URLs of the jars and folders of the features that apply: their providers of a
 *     service come before those of the libraries that they lean on
 */
record SharedPackages(
    PackagePrefixes containersAlone,
    PackagePrefixes visible,
    PackagePrefixes services,
    PackagePrefixes implementations,
    PackagePrefixes copied,
    List<String> homes) {

  /** The API that every webapp has from the container. */
  private static final String SERVLET_API = "jakarta.servlet.";

  /**
   * Below that of servlets, but the container's only where there is a feature for it; a webapp
   * without may bring it.
   */
  private static final String PAGES_API = "jakarta.servlet.jsp.";

  /** Below that, but a library of the webapp's: API and implementation come in its jars. */
  private static final String TAG_LIBRARY = "jakarta.servlet.jsp.jstl.";

  /**
   * What every webapp sees of the container besides: annotations such as {@code @Resource}, which
   * many bring themselves, and what the JDK loads for JNDI.
   */
  private static final Set<String> PLATFORM = Set.of("jakarta.annotation.", NamingLookup.PACKAGE);

  /**
   * @param all of the container
   * @param applying to the webapp
   */
  static SharedPackages of(List<FeatureModule> all, List<FeatureModule> applying) {
    Set<String> api = api(all);
    Set<String> webapps = webapps(api);
    Set<String> implementations = new LinkedHashSet<>();
    Set<String> visible = new LinkedHashSet<>(PLATFORM);
    Set<String> services = new LinkedHashSet<>();
    Set<String> copied = new LinkedHashSet<>();
    for (FeatureModule feature : applying) {
      implementations.addAll(feature.exclusivePackages());
      visible.addAll(feature.implementationPackages());
      services.addAll(feature.apiPackages());
      copied.addAll(feature.copiedPackages());
    }
    api.addAll(implementations);
    visible.addAll(api);
    return new SharedPackages(
        new PackagePrefixes(api, webapps),
        new PackagePrefixes(visible, webapps),
        new PackagePrefixes(services),
        new PackagePrefixes(implementations),
        new PackagePrefixes(copied, webapps),
        applying.stream().map(FeatureModule::home).distinct().toList());
  }

  /**
   * What every webapp has from the container alone. The libraries that they share have to see the
   * same: a filter or the handler of a tag must be one for the webapps, too.
   *
   * @param all of the container
   */
  static PackagePrefixes ofEveryWebapp(List<FeatureModule> all) {
    Set<String> api = api(all);
    return new PackagePrefixes(api, webapps(api));
  }

  private static Set<String> api(List<FeatureModule> all) {
    Set<String> api = new LinkedHashSet<>(Set.of(SERVLET_API));
    all.forEach(f -> api.addAll(f.apiPackages()));
    return api;
  }

  /** What is below an API and yet the webapps' own. */
  private static Set<String> webapps(Set<String> api) {
    return api.contains(PAGES_API) ? Set.of(TAG_LIBRARY) : Set.of(TAG_LIBRARY, PAGES_API);
  }
}
