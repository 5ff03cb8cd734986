package io.slipway.pipeline;

import io.undertow.util.HeaderValues;
import org.jspecify.annotations.Nullable;

/**
 * What a client accepts of what we can send: RFC 9110, 12.5.3.
 *
 * @param gzip whether it is accepted and at least as welcome as the plain form
 * @param identity whether the plain form is accepted
 */
record AcceptEncoding(boolean gzip, boolean identity) {
  private static final AcceptEncoding PLAIN = new AcceptEncoding(false, true);
  private static final AcceptEncoding EITHER = new AcceptEncoding(true, true);
  private static final int UNSET = -1;

  static AcceptEncoding of(@Nullable HeaderValues lines) {
    if (lines == null) {
      return PLAIN;
    }
    if (lines.size() == 1) {
      String only = lines.getFirst();
      // What browsers and command line tools send.
      if (only.equals("gzip")
          || only.equals("gzip, deflate, br")
          || only.equals("gzip, deflate, br, zstd")) {
        return EITHER;
      }
    }
    int gzip = UNSET;
    int identity = UNSET;
    int any = UNSET;
    for (String member : Tokens.split(lines, ',')) {
      int semicolon = member.indexOf(';');
      String coding = (semicolon < 0 ? member : member.substring(0, semicolon)).trim();
      int weight = semicolon < 0 ? 1000 : weight(member.substring(semicolon + 1));
      if (weight == UNSET) {
        continue;
      }
      if (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip")) {
        gzip = Math.max(gzip, weight);
      } else if (coding.equalsIgnoreCase("identity")) {
        identity = Math.max(identity, weight);
      } else if (coding.equals("*")) {
        any = Math.max(any, weight);
      }
    }
    int gzipWeight = gzip == UNSET ? any : gzip;
    // identity is refused only by name or by "*;q=0"; without a weight of its own it is the last
    // resort.
    boolean plain = identity == UNSET ? any != 0 : identity > 0;
    return new AcceptEncoding(gzipWeight > 0 && gzipWeight >= identity, plain);
  }

  /** Thousandths, or {@link #UNSET} for a weight that is none: such a member is passed over. */
  private static int weight(String parameters) {
    String text = parameters.trim();
    if (text.length() < 3 || (text.charAt(0) | 0x20) != 'q' || text.charAt(1) != '=') {
      return UNSET;
    }
    String value = text.substring(2).trim();
    if (!value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")) {
      return UNSET;
    }
    return (int) Math.round(Double.parseDouble(value) * 1000);
  }
}
