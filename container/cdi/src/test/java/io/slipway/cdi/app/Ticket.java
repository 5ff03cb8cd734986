package io.slipway.cdi.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** One for each request, with what its stations have written on it. */
@RequestScoped
public class Ticket {
  private final StringBuilder stamps = new StringBuilder();

  @Inject private Journal journal;

  public void stamp(String station) {
    stamps.append(stamps.isEmpty() ? "" : " ").append(station);
  }

  public String stamps() {
    return stamps.toString();
  }

  @PreDestroy
  void torn() {
    journal.note("torn " + stamps);
  }
}
