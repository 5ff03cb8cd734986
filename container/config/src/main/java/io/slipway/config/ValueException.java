package io.slipway.config;

import java.io.Serial;

/** A value cannot be used, with the line where that stands and how to mend it. */
final class ValueException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  final int line;
  final String fix;

  ValueException(int line, String message, String fix) {
    super(message);
    this.line = line;
    this.fix = fix;
  }
}
