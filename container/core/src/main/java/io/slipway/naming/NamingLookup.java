package io.slipway.naming;

import java.net.URL;
import java.util.Objects;

/**
 * What a webapp's class loader shows so that the JDK's {@code InitialContext} finds the webapp's
 * names.
 */
public final class NamingLookup {
  /** Classes that the JDK loads through the webapp's loader; they must be the container's. */
  public static final String PACKAGE = "io.slipway.naming.java.";

  /**
   * The resource in which the JDK looks for JNDI's settings: all of this name count, the webapp's
   * own first.
   */
  public static final String RESOURCE = "jndi.properties";

  private NamingLookup() {}

  /** The container's resource of this name. */
  public static URL settings() {
    return Objects.requireNonNull(NamingLookup.class.getResource(RESOURCE), RESOURCE);
  }
}
