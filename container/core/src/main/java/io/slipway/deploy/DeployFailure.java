package io.slipway.deploy;

import io.slipway.model.Problem;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A webapp could not be deployed; whatever had begun has been ended. */
public final class DeployFailure extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  DeployFailure(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.toString(), cause);
    this.problems = List.copyOf(problems);
  }

  /** Errors and warnings, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
