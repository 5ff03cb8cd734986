package io.slipway.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Socket addresses as requests show them. */
final class PeerAddress {
  private PeerAddress() {}

  /**
   * The IP address as text, without scope; a name that was not resolved, as a forwarding proxy may
   * give, as it is.
   */
  static String address(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      return address.getHostString();
    }
    String text = ip.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /**
   * A name if one is known, else the address: a name is never asked of DNS, which would let any
   * client hold up a thread.
   */
  static String name(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      return address.getHostString();
    }
    return ip.isLoopbackAddress() ? "localhost" : address(address);
  }
}
