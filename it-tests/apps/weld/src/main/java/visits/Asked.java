package visits;

import jakarta.enterprise.context.RequestScoped;

/** What a filter has seen of a request. */
@RequestScoped
public class Asked {
  private String name = "nobody";

  public String name() {
    return name;
  }

  public void name(String given) {
    name = given;
  }
}
