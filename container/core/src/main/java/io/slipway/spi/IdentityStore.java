package io.slipway.spi;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Knows users and their roles. Called on threads that may block; implementations are thread safe.
 *
 * <p>A store returns null for users it does not know and passwords that are wrong; it throws only
 * if it cannot look them up.
 */
public interface IdentityStore {
  /**
   * The user with this name, if the password is theirs. Takes about the same time whether or not
   * the name exists.
   *
   * @param password owned by the caller, who clears it
   */
  @Nullable Identity verify(String name, char[] password);

  /** The user that a verified client certificate stands for; null if there is none. */
  default @Nullable Identity verify(X509Certificate certificate) {
    return null;
  }

  /**
   * RFC 7616's {@code H(A1)} ({@code username:realm:password}) in lower-case hexadecimal for
   * DIGEST; null if the store cannot tell, because it keeps only salted hashes for example.
   *
   * @param algorithm {@code MD5} or {@code SHA-256}
   */
  default @Nullable String digestA1(String name, String realm, String algorithm) {
    return null;
  }

  /**
   * The user with this name, for mechanisms that have checked the password themselves (DIGEST);
   * null if there is none.
   */
  default @Nullable Identity find(String name) {
    return null;
  }
}
