package io.slipway.spi;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Knows users and their roles. Called on threads that may block; implementations are thread safe.
 *
 * <p>A store answers null for "not so"; it throws only where it could not look.
 */
public interface IdentityStore {
  /**
   * The user with this name, if the password is theirs. Takes about the same time whether or not
   * the name exists.
   *
   * @param password owned by the caller, who clears it
   */
  @Nullable Identity verify(String name, char[] password);

  /** The user that a verified client certificate stands for, or null. */
  default @Nullable Identity verify(X509Certificate certificate) {
    return null;
  }

  /**
   * RFC 7616's {@code H(A1)} ({@code username:realm:password}) in lower-case hexadecimal for
   * DIGEST, or null where the store cannot tell, as with one that keeps only salted hashes.
   *
   * @param algorithm {@code MD5} or {@code SHA-256}
   */
  default @Nullable String digestA1(String name, String realm, String algorithm) {
    return null;
  }

  /** The user by name alone, for mechanisms that have proven it otherwise (DIGEST). */
  default @Nullable Identity find(String name) {
    return null;
  }
}
