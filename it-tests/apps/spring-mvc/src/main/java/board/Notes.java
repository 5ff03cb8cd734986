package board;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public class Notes {
  private final List<String> all = new CopyOnWriteArrayList<>();

  public void add(String note) {
    all.add(note);
  }

  public List<String> all() {
    return List.copyOf(all);
  }
}
