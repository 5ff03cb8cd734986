package io.slipway.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a webapp declares for {@code java:comp/env}. */
public sealed interface NamingEntry {
  /** Relative to {@code java:comp/env} unless it begins with {@code java:}. */
  String name();

  Origin origin();

  /** Where it is to be injected. */
  default List<InjectionTarget> targets() {
    return List.of();
  }

  /** The same, said at another place. */
  NamingEntry saidAt(Origin place);

  /** The same, injected into these too: Servlet 6.1, 8.2.3, 5.h.iii. */
  default NamingEntry alsoInto(List<InjectionTarget> more) {
    return this;
  }

  private static List<InjectionTarget> union(
      List<InjectionTarget> first, List<InjectionTarget> second) {
    Set<InjectionTarget> all = new LinkedHashSet<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  record EnvEntry(
      String name,
      Optional<String> type,
      Optional<String> value,
      Optional<String> lookup,
      List<InjectionTarget> targets,
      Origin origin)
      implements NamingEntry {
    /** The classes of which a value may be, enums aside: Jakarta EE Platform 11, 5.4. */
    public static final Set<Class<?>> TYPES =
        Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Class.class);

    public EnvEntry {
      targets = List.copyOf(targets);
    }

    @Override
    public EnvEntry saidAt(Origin place) {
      return new EnvEntry(name, type, value, lookup, targets, place);
    }

    @Override
    public EnvEntry alsoInto(List<InjectionTarget> more) {
      return new EnvEntry(name, type, value, lookup, union(targets, more), origin);
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

    @Override
    public ResourceRef saidAt(Origin place) {
      return new ResourceRef(name, type, lookup, targets, place);
    }

    @Override
    public ResourceRef alsoInto(List<InjectionTarget> more) {
      return new ResourceRef(name, type, lookup, union(targets, more), origin);
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

    @Override
    public DataSourceDef saidAt(Origin place) {
      return new DataSourceDef(name, className, properties, place);
    }

    /** Without the values of its properties, of which one is a password. */
    @Override
    public String toString() {
      return "DataSourceDef[" + name + ", " + className + ", " + properties.keySet() + "]";
    }
  }
}
