package io.slipway.http;

import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** The client did not send its body in time; 408. */
final class BodyTimeoutException extends SocketTimeoutException {
  private static final long serialVersionUID = 1L;

  BodyTimeoutException(@Nullable String message) {
    super(message);
  }
}
