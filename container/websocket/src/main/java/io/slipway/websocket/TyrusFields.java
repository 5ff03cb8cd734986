package io.slipway.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** What Tyrus lets nobody else have. */
final class TyrusFields {
  private TyrusFields() {}

  /**
   * A private field, as the version of Tyrus that the build names has it.
   *
   * @throws ExceptionInInitializerError if there is none
   */
  static VarHandle field(Class<?> of, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(of, MethodHandles.lookup())
          .findVarHandle(of, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
