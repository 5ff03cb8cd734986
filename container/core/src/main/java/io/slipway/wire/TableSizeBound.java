package io.slipway.wire;

import java.nio.ByteBuffer;

/**
 * Lowers {@code SETTINGS_HEADER_TABLE_SIZE} (RFC 9113, 6.5.2) to 4,096 where a client sets more, on
 * its way to Undertow. An encoder may use less than it is allowed (RFC 7541, 4.2); Undertow's uses
 * all of up to 2 GB, keeps what the responses of the connection have said, and compares each new
 * value with all that it has of the name.
 */
final class TableSizeBound {
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int MAX = 4_096;

  /** Of a setting: two bytes of its identifier, four of its value. */
  private static final int LENGTH = 6;

  /** Bytes of the setting that have come. */
  private int at;

  private int identifier;

  /** How the value compares with the bound, as far as it has come. */
  private int order;

  /** A SETTINGS frame begins. */
  void begin() {
    at = 0;
  }

  /** More of its payload has come. */
  void read(ByteBuffer bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes.get(i) & 0xff;
      if (at < 2) {
        identifier = at == 0 ? b : identifier << 8 | b;
        order = 0;
      } else if (identifier == HEADER_TABLE_SIZE) {
        int most = MAX >>> 8 * (LENGTH - 1 - at) & 0xff;
        order = order == 0 ? Integer.compare(b, most) : order;
        if (order > 0) {
          bytes.put(i, (byte) most);
        }
      }
      at = (at + 1) % LENGTH;
    }
  }
}
