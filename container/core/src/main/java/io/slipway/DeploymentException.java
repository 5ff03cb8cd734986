package io.slipway;

import io.slipway.model.ContextPath;
import io.slipway.model.Problem;
import io.slipway.model.Problem.Severity;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webapp could not be deployed. Whatever it had begun has been undone; {@link #problems} says all
 * that is known to be wrong.
 */
public final class DeploymentException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String contextPath;
  private final transient List<Problem> problems;

  /**
   * @param problems at least one of them an error
   */
  public DeploymentException(String contextPath, List<Problem> problems) {
    this(contextPath, problems, null);
  }

  /**
   * @param cause what a class of the webapp threw, where that is the reason
   */
  public DeploymentException(
      String contextPath, List<Problem> problems, @Nullable Throwable cause) {
    super(text(contextPath, problems), cause);
    this.contextPath = contextPath;
    this.problems = List.copyOf(problems);
  }

  private static String text(String contextPath, List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    text.append(ContextPath.label(contextPath)).append(" was not deployed:");
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING)) {
      String begin = severity == Severity.WARNING ? "  warning: " : "  ";
      problems.stream()
          .filter(p -> p.severity() == severity)
          .forEach(p -> text.append(System.lineSeparator()).append(begin).append(p));
    }
    return text.toString();
  }

  /** The context path of the webapp; empty for the root context. */
  public String contextPath() {
    return contextPath;
  }

  /** Errors and warnings, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
