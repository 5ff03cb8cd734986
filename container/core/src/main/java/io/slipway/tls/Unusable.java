package io.slipway.tls;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import java.io.Serial;

/** One thing that makes a file unusable. */
final class Unusable extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Unusable(String code, Origin at, String message, String fix) {
    super(message, null, false, false);
    this.problem = Problem.error(code, at, message, fix);
  }

  Problem problem() {
    return problem;
  }
}
