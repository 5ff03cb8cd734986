package io.slipway.security;

import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a minute which passwords were right, as BASIC sends them with every request and a
 * store's hash is slow on purpose. A changed password or role takes effect within that minute.
 * Failures are not remembered. Keys are salted hashes.
 */
final class VerifiedPasswords {
  private static final long LIFETIME_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int MAX_ENTRIES = 1000;

  private record Verified(Identity identity, long since) {}

  /** Apart, because a start before the first password needs no random numbers. */
  private static final class Salt {
    static final byte[] BYTES = new byte[16];

    static {
      new SecureRandom().nextBytes(BYTES);
    }
  }

  private final IdentityStore store;
  private final Map<ByteBuffer, Verified> known = new ConcurrentHashMap<>();

  VerifiedPasswords(IdentityStore store) {
    this.store = store;
  }

  @Nullable Identity verify(String name, char[] password) {
    ByteBuffer key = key(name, password);
    long now = System.nanoTime();
    Verified verified = known.get(key);
    if (verified != null && now - verified.since() < LIFETIME_NANOS) {
      return verified.identity();
    }
    Identity identity = store.verify(name, password);
    if (identity == null) {
      known.remove(key);
      return null;
    }
    if (known.size() >= MAX_ENTRIES) {
      known.clear();
    }
    known.put(key, new Verified(identity, now));
    return identity;
  }

  private ByteBuffer key(String name, char[] password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Salt.BYTES);
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(StandardCharsets.UTF_8.encode(CharBuffer.wrap(password)));
      return ByteBuffer.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
