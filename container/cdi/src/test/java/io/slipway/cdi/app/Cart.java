package io.slipway.cdi.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.Serializable;

@SessionScoped
public class Cart implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject private Journal journal;
  private int items;

  public int add() {
    return ++items;
  }

  @PreDestroy
  void left() {
    journal.note("cart left with " + items);
  }
}
