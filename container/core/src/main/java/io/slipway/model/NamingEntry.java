package io.slipway.model;

import java.util.Map;
import java.util.Optional;

/** What a webapp declares for {@code java:comp/env}. */
public sealed interface NamingEntry {
  /** Relative to {@code java:comp/env} unless it begins with {@code java:}. */
  String name();

  record EnvEntry(String name, Optional<String> type, Optional<String> value, Optional<String> lookup, Origin origin)
      implements NamingEntry {}

  record ResourceRef(String name, Optional<String> type, Optional<String> lookup, Origin origin)
      implements NamingEntry {}

  /** {@code data-source} or {@code @DataSourceDefinition}. */
  record DataSourceDef(String name, String className, Map<String, String> properties, Origin origin)
      implements NamingEntry {
    public DataSourceDef {
      properties = ServletDef.ordered(properties);
    }
  }
}
