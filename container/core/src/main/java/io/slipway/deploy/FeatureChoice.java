package io.slipway.deploy;

import io.slipway.model.JspDef;
import io.slipway.spi.Feature;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which features take part in a webapp.
 *
 * @param modules of the container, those included of which the webapp has only what is everywhere
 * @param features to begin, in order: those of the modules that apply, then the embedder's
 */
record FeatureChoice(List<FeatureModule> modules, List<Feature> features) {
  static FeatureChoice of(
      Deployer.Settings settings, DeploymentPlan plan, WebappFeatureContext webapp) {
    List<FeatureModule> asked = asked(settings, plan, webapp);
    List<FeatureModule> modules =
        settings.features().stream()
            .filter(m -> asked.contains(m) ? m.feature().appliesTo(webapp) : m.isEverywhere())
            .toList();
    List<Feature> features =
        Stream.concat(
                modules.stream().filter(asked::contains).map(FeatureModule::feature),
                plan.features().stream().filter(f -> f.appliesTo(webapp)))
            .toList();
    return new FeatureChoice(modules, features);
  }

  /**
   * One that is everywhere is asked, too, beside another that is, and where there is code that no
   * index shows.
   */
  private static List<FeatureModule> asked(
      Deployer.Settings settings, DeploymentPlan plan, WebappFeatureContext webapp) {
    List<FeatureModule> wanted =
        settings.features().stream().filter(m -> m.isWantedBy(webapp)).toList();
    boolean isPlain =
        wanted.isEmpty()
            && plan.content().classLoader() == null
            && plan.listeners().isEmpty()
            && plan.initializers().isEmpty()
            && settings.loaders().libraries() == ClassLoader.getPlatformClassLoader()
            && settings.pages().isDefault()
            && webapp.model().jsp().map(JspDef::taglibs).orElse(Map.of()).isEmpty();
    return isPlain
        ? wanted
        : settings.features().stream().filter(m -> m.isEverywhere() || wanted.contains(m)).toList();
  }
}
