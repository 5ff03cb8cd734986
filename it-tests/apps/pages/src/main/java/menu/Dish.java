package menu;

import java.math.BigDecimal;

/** As pages see it. */
public class Dish {
  private final String name;
  private final BigDecimal price;

  public Dish(String name, BigDecimal price) {
    this.name = name;
    this.price = price;
  }

  public String getName() {
    return name;
  }

  public BigDecimal getPrice() {
    return price;
  }
}
