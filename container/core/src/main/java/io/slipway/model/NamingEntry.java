package io.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a webapp declares for {@code java:comp/env}. */
public sealed interface NamingEntry {
  /** Relative to {@code java:comp/env} unless it begins with {@code java:}. */
  String name();

  Origin origin();

  record EnvEntry(
      String name,
      Optional<String> type,
      Optional<String> value,
      Optional<String> lookup,
      List<InjectionTarget> targets,
      Origin origin)
      implements NamingEntry {
    public EnvEntry {
      targets = List.copyOf(targets);
    }
  }

  /** {@code resource-ref} or {@code resource-env-ref}. */
  record ResourceRef(
      String name,
      Optional<String> type,
      Optional<String> lookup,
      List<InjectionTarget> targets,
      Origin origin)
      implements NamingEntry {
    public ResourceRef {
      targets = List.copyOf(targets);
    }
  }

  /** {@code injection-target}: a field, or the property of a setter. */
  record InjectionTarget(String className, String member) {}

  /**
   * {@code data-source} or {@code @DataSourceDefinition}.
   *
   * @param properties by the element names of the descriptor ({@code url}, {@code user}, {@code
   *     max-pool-size}); vendor properties under their own names with {@code property.} in front
   */
  record DataSourceDef(String name, String className, Map<String, String> properties, Origin origin)
      implements NamingEntry {
    public DataSourceDef {
      properties = ServletDef.ordered(properties);
    }

    /** Without the values of its properties, of which one is a password. */
    @Override
    public String toString() {
      return "DataSourceDef[" + name + ", " + className + ", " + properties.keySet() + "]";
    }
  }
}
