package io.slipway.cdi.parts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.CDI;

@ApplicationScoped
public class AsyncObserver {
  void asked(@ObservesAsync PartsServlet.Asked asked) {
    asked.loader = Thread.currentThread().getContextClassLoader();
    asked.current = CDI.current().select(Greeting.class).isResolvable();
  }
}
