package visits;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** How often somebody was here. */
@SessionScoped
public class Visits implements Serializable {
  private static final long serialVersionUID = 1L;

  private int count;

  public int next() {
    return ++count;
  }
}
