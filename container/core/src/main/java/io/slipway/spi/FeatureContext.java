package io.slipway.spi;

import io.slipway.model.WebApp;

/** A webapp as features see it while it is deployed. */
public interface FeatureContext {
  WebApp model();

  /** Whether the webapp's own classes or jars have this class; {@code name} is binary, such as {@code a.b.C$D}. */
  boolean hasClass(String name);

  /** Whether the webapp's root, {@code WEB-INF/classes} included, has a file at this path, which begins with a slash. */
  boolean hasFile(String path);
}
