package io.slipway.model;

import java.util.Map;

/** A filter as declared. */
public record FilterDef(
    String name, String className, Map<String, String> initParams, boolean asyncSupported, Origin origin) {
  public FilterDef {
    initParams = ServletDef.ordered(initParams);
  }
}
