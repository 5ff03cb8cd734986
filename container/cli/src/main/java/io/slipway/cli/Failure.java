package io.slipway.cli;

import java.io.Serial;

/** The command ends here, with lines for the person and an exit code. */
final class Failure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** It could not be done. */
  static final int FAILED = 1;

  final int exitCode;

  private Failure(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  static Failure usage(String message) {
    return new Failure(USAGE, message);
  }

  static Failure failed(String message) {
    return new Failure(FAILED, message);
  }
}
