package io.slipway.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 with HMAC-SHA-256 (RFC 8018), written as {@code pbkdf2-sha256$iterations$salt$hash}, salt
 * and hash in Base64 without padding.
 *
 * @param iterations 1 to 10,000,000
 */
public record PasswordHash(int iterations, byte[] salt, byte[] hash) {
  private static final String SCHEME = "pbkdf2-sha256";
  private static final int DEFAULT_ITERATIONS = 600_000;
  private static final int MAX_ITERATIONS = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /**
   * Verifying against it fails always and takes as long as a real one, so that a name that does not
   * exist is not told by time.
   */
  public static final PasswordHash NOBODY =
      new PasswordHash(DEFAULT_ITERATIONS, new byte[SALT_BYTES], new byte[0]);

  /** A hash with a new salt. */
  public static PasswordHash of(char[] password) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(
        DEFAULT_ITERATIONS, salt, derive(password, salt, DEFAULT_ITERATIONS, HASH_BYTES));
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException if it is not that; the message does not repeat it
   */
  public static PasswordHash parse(String text) {
    String[] parts = text.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(SCHEME)) {
      throw new IllegalArgumentException(
          "Not a password hash of the form " + SCHEME + "$iterations$salt$hash");
    }
    int iterations;
    try {
      iterations = Integer.parseInt(parts[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The iterations of a password hash are a number", e);
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] hash = Base64.getDecoder().decode(parts[3]);
    if (iterations < 1 || iterations > MAX_ITERATIONS || salt.length == 0 || hash.length < 16) {
      throw new IllegalArgumentException(
          "A password hash has 1 to "
              + MAX_ITERATIONS
              + " iterations, a salt, and at least 16 bytes of hash");
    }
    return new PasswordHash(iterations, salt, hash);
  }

  /** Takes about a tenth of a second of CPU. */
  public boolean matches(char[] password) {
    byte[] derived = derive(password, salt, iterations, Math.max(hash.length, 16));
    return MessageDigest.isEqual(derived, hash);
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations, int bytes) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, bytes * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash that
        && iterations == that.iterations
        && Arrays.equals(salt, that.salt)
        && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  /** The written form. */
  @Override
  public String toString() {
    Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
    return SCHEME
        + '$'
        + iterations
        + '$'
        + encoder.encodeToString(salt)
        + '$'
        + encoder.encodeToString(hash);
  }
}
