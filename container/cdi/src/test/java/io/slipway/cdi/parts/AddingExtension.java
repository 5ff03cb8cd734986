package io.slipway.cdi.parts;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.enterprise.inject.spi.Extension;

/** A portable extension. */
public class AddingExtension implements Extension {
  private boolean currentWasThere;

  void add(@Observes AfterBeanDiscovery event) {
    event
        .<String>addBean()
        .types(String.class)
        .qualifiers(NamedLiteral.of("portable"))
        .scope(Dependent.class)
        .produceWith(instance -> "from a portable extension");
  }

  void validated(@Observes AfterDeploymentValidation event) {
    currentWasThere = CDI.current().getBeanManager() != null;
  }

  public boolean currentWasThere() {
    return currentWasThere;
  }
}
