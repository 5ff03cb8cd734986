package io.slipway.pipeline;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of IP addresses and CIDR blocks. Never asks a name server. */
final class AddressBlocks {
  private record Block(byte[] address, int bits) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (address[i] != other[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ other[whole]) & (0xff << (8 - rest)) & 0xff) == 0;
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  AddressBlocks(List<String> texts, String setting) {
    for (String text : texts) {
      try {
        add(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(setting + " " + e.getMessage(), e);
      }
    }
  }

  private AddressBlocks() {}

  /**
   * @throws IllegalArgumentException whose message says what is wrong, as the end of a sentence
   */
  static void check(String text) {
    new AddressBlocks().add(text);
  }

  private void add(String text) {
    int slash = text.indexOf('/');
    InetAddress address = parse(slash < 0 ? text : text.substring(0, slash));
    int most = address == null ? 0 : address.getAddress().length * 8;
    int bits = slash < 0 ? most : bits(text.substring(slash + 1));
    if (address == null || bits < 0 || bits > most) {
      throw new IllegalArgumentException(
          "must be an address or a block, such as ::1 or 10.0.0.0/8, not \"" + text + "\"");
    }
    blocks.add(new Block(address.getAddress(), bits));
  }

  private static int bits(String text) {
    return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Block block : blocks) {
      if (block.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  /** The address that the text stands for, without brackets; null if it is not an address. */
  static @Nullable InetAddress parse(String text) {
    boolean six = text.indexOf(':') >= 0;
    if (six ? !text.matches("[0-9a-fA-F:.]{2,45}") : !text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      return null;
    }
    try {
      if (six) {
        // With a colon in it the JDK takes it for a literal and asks nobody.
        return InetAddress.getByName(text);
      }
      byte[] bytes = new byte[4];
      String[] parts = text.split("\\.");
      for (int i = 0; i < 4; i++) {
        int part = Integer.parseInt(parts[i]);
        // A leading zero means octal to some.
        if (part > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
          return null;
        }
        bytes[i] = (byte) part;
      }
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
