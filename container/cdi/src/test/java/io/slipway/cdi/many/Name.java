package io.slipway.cdi.many;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;

/** Knows which webapp it is in. */
@ApplicationScoped
public class Name {
  private String name;

  void begin(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    name = context.getContextPath();
  }

  public String name() {
    return name;
  }
}
