package io.slipway.config;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value cannot be used, with the line where that stands and how to mend it. What else is wrong
 * with the same value is suppressed in it.
 */
final class ValueException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  final int line;
  final String fix;

  ValueException(int line, String message, String fix) {
    super(message);
    this.line = line;
    this.fix = fix;
  }

  /** This one and the others, in the order in which they were found. */
  List<ValueException> all() {
    List<ValueException> all = new ArrayList<>(List.of(this));
    for (Throwable other : getSuppressed()) {
      if (other instanceof ValueException e) {
        all.addAll(e.all());
      }
    }
    return all;
  }

  /** The first of two, with the other in it. */
  static ValueException both(@Nullable ValueException first, ValueException other) {
    if (first == null) {
      return other;
    }
    first.addSuppressed(other);
    return first;
  }
}
