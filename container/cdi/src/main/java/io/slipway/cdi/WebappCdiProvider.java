package io.slipway.cdi;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.CDIProvider;

/**
 * Answers {@code CDI.current()} with the container of the webapp whose class loader is in context.
 */
public final class WebappCdiProvider implements CDIProvider {
  @Override
  public CDI<Object> getCDI() {
    CurrentCdi current = WebappContainers.current();
    if (current == null) {
      throw new IllegalStateException("The class loader in context is that of no webapp with CDI");
    }
    return current;
  }

  /** Before the provider of a Weld SE that an embedding application may have. */
  @Override
  public int getPriority() {
    return DEFAULT_CDI_PROVIDER_PRIORITY + 10;
  }
}
