package io.slipway.descriptor;

import io.slipway.model.Origin;

/** A value and where it was said. Equal values are equal wherever they were said. */
record Said<T>(T value, Origin at) {
  boolean agreesWith(Said<?> other) {
    return value.equals(other.value);
  }
}
