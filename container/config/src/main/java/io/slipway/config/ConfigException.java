package io.slipway.config;

import io.slipway.model.Problem;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Says everything that is wrong with it, one problem a line. */
public final class ConfigException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
