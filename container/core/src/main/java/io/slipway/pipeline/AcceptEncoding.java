package io.slipway.pipeline;

import io.slipway.wire.FieldText;
import io.slipway.wire.Tokens;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What a client accepts: RFC 9110, 12.5.3. Immutable; the fields seen most are parsed once. */
final class AcceptEncoding {
  private static final int UNSET = -1;
  private static final int REMEMBERED = 256;
  private static final int LONGEST_REMEMBERED = 100;

  private static final AcceptEncoding PLAIN = new AcceptEncoding(Map.of());
  private static final Map<String, AcceptEncoding> KNOWN = new ConcurrentHashMap<>();

  /** By coding, in thousandths. */
  private final Map<String, Integer> weights;

  private final int identity;
  private final int any;
  private final boolean nothing;

  private AcceptEncoding(Map<String, Integer> weights) {
    this.weights = weights;
    this.identity = weights.getOrDefault("identity", UNSET);
    this.any = weights.getOrDefault("*", UNSET);
    this.nothing = !identity() && weights.values().stream().noneMatch(weight -> weight > 0);
  }

  /**
   * @param lines of the field; empty if it was not sent
   */
  static AcceptEncoding of(List<String> lines) {
    if (lines.isEmpty()) {
      return PLAIN;
    }
    if (lines.size() > 1) {
      return parse(lines);
    }
    String line = lines.get(0);
    AcceptEncoding known = KNOWN.get(line);
    if (known == null) {
      known = parse(lines);
      // Bounded, since a client may send what it likes.
      if (KNOWN.size() < REMEMBERED && line.length() <= LONGEST_REMEMBERED) {
        KNOWN.put(line, known);
      }
    }
    return known;
  }

  private static AcceptEncoding parse(List<String> lines) {
    Map<String, Integer> weights = new HashMap<>();
    for (String member : Tokens.split(lines, ',')) {
      int semicolon = member.indexOf(';');
      String coding =
          (semicolon < 0 ? member : member.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
      int weight = semicolon < 0 ? 1000 : weight(member.substring(semicolon + 1));
      if (weight != UNSET) {
        weights.merge(coding.equals("x-gzip") ? "gzip" : coding, weight, Math::max);
      }
    }
    return new AcceptEncoding(weights);
  }

  /**
   * The coding with the greatest weight, of several the first; null if none is accepted or the
   * plain form is more welcome. Without a weight of its own the plain form is the last resort.
   */
  @Nullable String choose(Collection<String> offered) {
    String best = null;
    int weight = 0;
    for (String coding : offered) {
      int given = weights.getOrDefault(coding, any);
      if (given > weight) {
        best = coding;
        weight = given;
      }
    }
    return weight >= identity ? best : null;
  }

  /** Refused only by name, or by {@code *;q=0}. */
  boolean identity() {
    return identity == UNSET ? any != 0 : identity > 0;
  }

  /** Neither the plain form nor any coding, known here or not. */
  boolean nothing() {
    return nothing;
  }

  /** Thousandths, or {@link #UNSET} for a weight that is none: such a member is passed over. */
  private static int weight(String parameters) {
    String text = parameters.trim();
    if (text.length() < 3 || (text.charAt(0) | 0x20) != 'q' || text.charAt(1) != '=') {
      return UNSET;
    }
    return FieldText.weight(text.substring(2).trim());
  }
}
