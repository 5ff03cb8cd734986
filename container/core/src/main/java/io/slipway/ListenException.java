package io.slipway;

import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.UnresolvedAddressException;

/**
 * A listener could not be opened: the port is in use, or may not be used. The message is one line
 * and names address and port.
 */
public final class ListenException extends UncheckedIOException {
  @Serial private static final long serialVersionUID = 1L;

  public ListenException(String message, IOException cause) {
    super(message, cause);
  }

  private static boolean isElsewhere(String address) {
    try {
      InetAddress meant = InetAddress.getByName(address);
      return !meant.isAnyLocalAddress() && NetworkInterface.getByInetAddress(meant) == null;
    } catch (IOException unknown) {
      return false;
    }
  }

  /**
   * @param port as a person knows it: its setting and its number
   */
  static ListenException of(String address, String port, Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String what =
        cause instanceof UnresolvedAddressException
            ? "this name or address is unknown"
            : isElsewhere(address)
                ? "this machine has no such address"
                : port
                    + (cause instanceof BindException
                        ? " is in use or may not be used ("
                        : " cannot be opened (")
                    + cause.getMessage()
                    + ")";
    return new ListenException(
        "Cannot listen on " + address + ": " + what,
        cause instanceof IOException io ? io : new IOException(cause));
  }
}
