package io.slipway.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A further host in {@code conf/slipway.yaml}.
 *
 * @param webapps what {@code slipway run} takes: a folder of webapps, one webapp, or a WAR
 */
public record HostSetting(String name, List<String> aliases, Path webapps) {
  public HostSetting {
    aliases = List.copyOf(aliases);
  }
}
