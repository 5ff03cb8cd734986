package io.slipway.descriptor;

import io.slipway.model.LoginDef;
import io.slipway.model.Origin;

/** A value and where it was said. */
record Said<T>(T value, Origin at) {
  /** Whether both say the same, wherever they do. */
  boolean agreesWith(Said<?> other) {
    return withoutOrigin(value).equals(withoutOrigin(other.value));
  }

  private static Object withoutOrigin(Object value) {
    return value instanceof LoginDef login
        ? new LoginDef(
            login.authMethod(),
            login.realmName(),
            login.formLoginPage(),
            login.formErrorPage(),
            Origin.of(""))
        : value;
  }
}
