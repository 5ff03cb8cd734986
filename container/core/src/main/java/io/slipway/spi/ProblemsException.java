package io.slipway.spi;

import io.slipway.model.Problem;
import jakarta.servlet.ServletException;
import java.io.Serial;
import java.util.List;

/** A feature keeps a webapp from being deployed, and can say of each reason where it is. */
public final class ProblemsException extends ServletException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one of them an error
   */
  public ProblemsException(List<Problem> problems) {
    super(problems.toString());
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
