package io.slipway.deploy;

import io.slipway.runtime.ContainerServlet;
import io.slipway.spi.Feature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Feature} as the text beside its class describes it. The class is loaded when the first
 * webapp wants it. Thread safe.
 */
public final class FeatureModule {
  private static final String SERVICE = "META-INF/services/" + Feature.class.getName();

  private final ClassLoader loader;
  private final String className;
  private final Map<String, List<String>> text = new HashMap<>();
  private final String home;

  // guarded by this
  private @Nullable Feature feature;

  private FeatureModule(ClassLoader loader, String className) throws IOException {
    this.loader = loader;
    this.className = className;
    String name = className.replace('.', '/') + ".properties";
    URL url = loader.getResource(name);
    if (url == null) {
      throw new IOException("The feature " + className + " has no " + name + " beside its class");
    }
    String address = url.toString();
    this.home = address.substring(0, address.length() - name.length());
    Properties read = new Properties();
    try (InputStream in = url.openStream()) {
      read.load(in);
    }
    for (String key : read.stringPropertyNames()) {
      String value = read.getProperty(key).strip();
      text.put(key, value.isEmpty() ? List.of() : List.of(value.split("\\s+")));
    }
  }

  /**
   * Those that a loader has.
   *
   * @throws UncheckedIOException if one is not described, or its description cannot be read
   */
  public static List<FeatureModule> of(ClassLoader loader) {
    List<FeatureModule> modules = new ArrayList<>();
    try {
      Set<String> names = new LinkedHashSet<>();
      for (URL service : Collections.list(loader.getResources(SERVICE))) {
        try (InputStream in = service.openStream()) {
          ServiceFile.read(in, names);
        }
      }
      for (String name : names) {
        modules.add(new FeatureModule(loader, name));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return List.copyOf(modules);
  }

  private List<String> values(String key) {
    return text.getOrDefault(key, List.of());
  }

  List<String> apiPackages() {
    return values("api-packages");
  }

  List<String> implementationPackages() {
    return values("implementation-packages");
  }

  List<String> exclusivePackages() {
    return values("exclusive-packages");
  }

  List<String> copiedPackages() {
    return values("copied-packages");
  }

  boolean isEverywhere() {
    return values("everywhere").contains("true");
  }

  /** Where its classes come from: a jar or a folder, as URLs of resources begin. */
  String home() {
    return home;
  }

  /** Whether the feature has to be asked about a webapp. */
  boolean isWantedBy(WebappFeatureContext webapp) {
    List<String> types = values("wanted-by-types");
    List<String> files = values("wanted-by-files");
    return (types.isEmpty() && files.isEmpty() && !isEverywhere())
        || types.stream().anyMatch(webapp::mentions)
        || files.stream().anyMatch(webapp::hasMetadata);
  }

  synchronized Feature feature() {
    Feature made = feature;
    if (made == null) {
      try {
        made =
            Class.forName(className, true, loader)
                .asSubclass(Feature.class)
                .getDeclaredConstructor()
                .newInstance();
      } catch (ReflectiveOperationException | LinkageError broken) {
        throw new IllegalStateException("The feature " + className + " cannot be made", broken);
      }
      feature = made;
    }
    return made;
  }

  /** What serves pages; null where the feature is not about pages. */
  @Nullable ContainerServlet pageServlet() {
    List<String> names = values("page-servlet");
    return names.isEmpty() ? null : new ContainerServlet(names.get(0), loader);
  }
}
