package io.slipway.security;

import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Users given by code: for embedding and tests. Keeps passwords as they are; a server reads {@code
 * conf/users.yaml} instead.
 */
public final class MemoryIdentityStore implements IdentityStore {
  private record User(Identity identity, String password) {}

  private final Map<String, User> users;
  private final Map<X500Principal, Set<String>> certificates;

  private MemoryIdentityStore(Builder builder) {
    users = Map.copyOf(builder.users);
    certificates = Map.copyOf(builder.certificates);
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public @Nullable Identity verify(String name, char[] password) {
    User user = users.get(name);
    byte[] given = new String(password).getBytes(StandardCharsets.UTF_8);
    byte[] expected = (user == null ? "" : user.password()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(expected, given) && user != null ? user.identity() : null;
  }

  @Override
  public @Nullable Identity verify(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    Set<String> roles = certificates.get(subject);
    return roles == null ? null : new Identity(new UserPrincipal(subject.toString()), roles);
  }

  @Override
  public @Nullable String digestA1(String name, String realm, String algorithm) {
    User user = users.get(name);
    if (user == null) {
      return null;
    }
    try {
      byte[] a1 = (name + ':' + realm + ':' + user.password()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(a1));
    } catch (NoSuchAlgorithmException e) {
      return null;
    }
  }

  @Override
  public @Nullable Identity find(String name) {
    User user = users.get(name);
    return user == null ? null : user.identity();
  }

  /** Not thread safe. */
  public static final class Builder {
    private final Map<String, User> users = new HashMap<>();
    private final Map<X500Principal, Set<String>> certificates = new HashMap<>();

    private Builder() {}

    public Builder user(String name, String password, String... roles) {
      users.put(name, new User(new Identity(new UserPrincipal(name), Set.of(roles)), password));
      return this;
    }

    /**
     * @param subject a distinguished name in RFC 2253 form; the user is called by it as {@code
     *     X500Principal.toString()} writes it
     * @throws IllegalArgumentException if it is none
     */
    public Builder certificate(String subject, String... roles) {
      certificates.put(new X500Principal(subject), Set.of(roles));
      return this;
    }

    public MemoryIdentityStore build() {
      return new MemoryIdentityStore(this);
    }
  }
}
