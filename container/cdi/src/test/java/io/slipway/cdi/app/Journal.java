package io.slipway.cdi.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What has happened in the webapp, in order. */
@ApplicationScoped
public class Journal {
  private final List<String> entries = new CopyOnWriteArrayList<>();

  public void note(String entry) {
    entries.add(entry);
  }

  public List<String> entries() {
    return entries;
  }
}
