package io.slipway.model;

import java.util.Map;

/**
 * A filter as declared.
 *
 * @param className empty where the descriptor only names the filter: to be completed by {@code
 *     ServletContext.addFilter}
 */
public record FilterDef(
    String name,
    String className,
    Map<String, String> initParams,
    boolean asyncSupported,
    Origin origin) {
  public FilterDef {
    initParams = ServletDef.ordered(initParams);
  }
}
