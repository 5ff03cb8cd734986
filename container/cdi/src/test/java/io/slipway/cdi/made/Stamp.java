package io.slipway.cdi.made;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

@ApplicationScoped
public class Stamp {
  private final List<String> stamps = new CopyOnWriteArrayList<>();

  public String on(String what) {
    stamps.add(what);
    return "[" + what + "]";
  }

  public List<String> all() {
    return stamps;
  }
}
