package io.slipway.wire;

import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** The client did not send its body in time; 408. */
public final class BodyTimeoutException extends SocketTimeoutException {
  private static final long serialVersionUID = 1L;

  public BodyTimeoutException(@Nullable String message) {
    super(message);
  }
}
