package io.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A servlet as declared.
 *
 * @param roleRefs {@code security-role-ref}: name used in code to role of the webapp
 * @param runAs the role, if declared
 */
public record ServletDef(
    String name,
    ComponentType type,
    List<UrlPattern> patterns,
    Map<String, String> initParams,
    OptionalInt loadOnStartup,
    boolean asyncSupported,
    boolean enabled,
    Optional<MultipartDef> multipart,
    Optional<String> runAs,
    Map<String, String> roleRefs,
    Origin origin) {
  public ServletDef {
    patterns = List.copyOf(patterns);
    initParams = ordered(initParams);
    roleRefs = Map.copyOf(roleRefs);
  }

  /** An immutable copy that keeps the order of declaration. */
  static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
