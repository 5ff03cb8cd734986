package io.slipway;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The context attribute {@code io.slipway.webapps}: what runs now, of JDK types alone, which any
 * webapp can read.
 */
final class WebappList extends AbstractList<Map<String, String>> {
  private final Supplier<List<Map<String, String>>> now;

  WebappList(Supplier<List<Map<String, String>>> now) {
    this.now = now;
  }

  @Override
  public Map<String, String> get(int index) {
    return now.get().get(index);
  }

  @Override
  public int size() {
    return now.get().size();
  }

  @Override
  public Iterator<Map<String, String>> iterator() {
    return now.get().iterator();
  }
}
