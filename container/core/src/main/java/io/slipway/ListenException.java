package io.slipway;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;

/**
 * A listener could not be opened: the port is in use, or may not be used. The message is one line
 * and names address and port.
 */
public final class ListenException extends UncheckedIOException {
  @Serial private static final long serialVersionUID = 1L;

  public ListenException(String message, IOException cause) {
    super(message, cause);
  }
}
