package io.slipway.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client has closed the connection, or reset its stream, before it got its response. */
final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
