package io.slipway.cdi.parts;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import java.io.IOException;

/** One that cannot do its work. */
public class FailingExtension implements Extension {
  void validated(@Observes AfterDeploymentValidation event) throws IOException {
    throw new IOException("the reason");
  }
}
