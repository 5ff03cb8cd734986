package webapp;

import jakarta.enterprise.context.SessionScoped;
import java.io.Serializable;

/** A bean of the session. */
@SessionScoped
public class Visits implements Serializable {
  private static final long serialVersionUID = 1L;
  private int count;

  /** One more. */
  public int add() {
    return ++count;
  }
}
