package io.slipway.cdi;

import io.slipway.spi.FeatureContext;
import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.SkipIfPortableExtensionPresent;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jboss.weld.bootstrap.WeldBootstrap;
import org.jboss.weld.bootstrap.api.ServiceRegistry;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.bootstrap.spi.BeansXml;
import org.jboss.weld.bootstrap.spi.EEModuleDescriptor;
import org.jboss.weld.bootstrap.spi.EEModuleDescriptor.ModuleType;
import org.jboss.weld.bootstrap.spi.Metadata;
import org.jboss.weld.bootstrap.spi.helpers.EEModuleDescriptorImpl;
import org.jboss.weld.bootstrap.spi.helpers.MetadataImpl;
import org.jboss.weld.config.ConfigurationKey;
import org.jboss.weld.configuration.spi.ExternalConfiguration;
import org.jboss.weld.configuration.spi.helpers.ExternalConfigurationBuilder;
import org.jboss.weld.environment.deployment.WeldBeanDeploymentArchive;
import org.jboss.weld.environment.deployment.WeldDeployment;
import org.jboss.weld.lite.extension.translator.LiteExtensionTranslator;
import org.jboss.weld.manager.api.ExecutorServices;
import org.jboss.weld.resources.ClassLoaderResourceLoader;
import org.jboss.weld.resources.spi.ResourceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A webapp as Weld wants it: its bean archives, all of which see each other, its extensions, and
 * the services around them.
 */
final class WebappDeployment extends WeldDeployment {
  private final WeldBeanDeploymentArchive webappArchive;

  private WebappDeployment(
      ResourceLoader resources,
      WeldBootstrap bootstrap,
      Set<WeldBeanDeploymentArchive> archives,
      WeldBeanDeploymentArchive webappArchive,
      Iterable<Metadata<Extension>> extensions) {
    super(resources, bootstrap, archives, extensions);
    this.webappArchive = webappArchive;
  }

  /** The archive of {@code WEB-INF/classes}, which is there even if it has no bean. */
  WeldBeanDeploymentArchive webappArchive() {
    return webappArchive;
  }

  static WebappDeployment of(
      FeatureContext webapp, ClassLoader loader, WeldBootstrap bootstrap, String id) {
    Set<WeldBeanDeploymentArchive> archives = new LinkedHashSet<>();
    WeldBeanDeploymentArchive own = null;
    for (BeanArchives.Candidate candidate : BeanArchives.find(webapp)) {
      WeldBeanDeploymentArchive archive = archive(candidate, bootstrap, id);
      if (archive != null) {
        archives.add(archive);
        own = own == null && candidate.name().equals(BeanArchives.CLASSES) ? archive : own;
      }
    }
    if (own == null) {
      own = new WeldBeanDeploymentArchive(id + "/" + BeanArchives.CLASSES, new HashSet<>(), null);
      archives.add(own);
    }
    ResourceLoader resources = new ClassLoaderResourceLoader(loader);
    EEModuleDescriptor module = new EEModuleDescriptorImpl(id, ModuleType.WEB);
    for (WeldBeanDeploymentArchive archive : archives) {
      archive.getServices().add(ResourceLoader.class, resources);
      archive.getServices().add(EEModuleDescriptor.class, module);
    }
    WebappDeployment deployment =
        new WebappDeployment(resources, bootstrap, archives, own, extensions(loader));
    ServiceRegistry services = deployment.getServices();
    services.add(EEModuleDescriptor.class, module);
    services.add(ExecutorServices.class, new EventThreads(id, loader));
    services.add(
        ExternalConfiguration.class,
        new ExternalConfigurationBuilder()
            .add(ConfigurationKey.CONCURRENT_DEPLOYMENT.get(), false)
            // as Weld SE and Weld Servlet do: beans of normal scopes need no constructor without
            // arguments
            .add(ConfigurationKey.RELAXED_CONSTRUCTION.get(), true)
            .build());
    return deployment;
  }

  private static @Nullable WeldBeanDeploymentArchive archive(
      BeanArchives.Candidate candidate, WeldBootstrap bootstrap, String id) {
    BeansXml beansXml = candidate.beansXml().map(bootstrap::parse).orElse(null);
    BeanDiscoveryMode mode =
        beansXml == null ? BeanDiscoveryMode.ANNOTATED : beansXml.getBeanDiscoveryMode();
    return switch (mode) {
      case NONE -> null;
      case ALL ->
          new WeldBeanDeploymentArchive(
              id + "/" + candidate.name(), new HashSet<>(candidate.all()), beansXml);
      case ANNOTATED ->
          new WeldBeanDeploymentArchive(
              id + "/" + candidate.name(),
              new HashSet<>(candidate.annotated()),
              candidate.all(),
              beansXml);
    };
  }

  private static List<Metadata<Extension>> extensions(ClassLoader loader) {
    List<Metadata<Extension>> extensions = new ArrayList<>();
    for (Extension extension : ServiceLoader.load(Extension.class, loader)) {
      extensions.add(new MetadataImpl<>(extension, extension.getClass().getName()));
    }
    List<Class<? extends BuildCompatibleExtension>> buildCompatible = new ArrayList<>();
    ServiceLoader.load(BuildCompatibleExtension.class, loader).stream()
        .map(ServiceLoader.Provider::type)
        .filter(type -> !type.isAnnotationPresent(SkipIfPortableExtensionPresent.class))
        .forEach(buildCompatible::add);
    if (!buildCompatible.isEmpty()) {
      Extension translator =
          new LiteExtensionTranslator(new LinkedHashSet<>(buildCompatible), loader);
      extensions.add(new MetadataImpl<>(translator, translator.getClass().getName()));
    }
    return extensions;
  }
}
