package io.slipway.session;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Session ids: 144 bits of {@code SecureRandom} in 24 characters that need no escaping anywhere.
 */
final class SessionIds {
  private static final int BYTES = 18;

  /** Made with the first session: most starts see none, and the JDK's providers take a while. */
  private static final class Source {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  String next() {
    byte[] bytes = new byte[BYTES];
    Source.RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
