package io.slipway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate by the name that the client asks for: RFC 6066, 3. An exact name comes
 * before a wildcard, which stands for one label; who asks for no name or an unknown one gets the
 * default. Among several for one name (RSA and EC) the handshake chooses. Immutable.
 */
final class SniKeyManager extends X509ExtendedKeyManager {
  private final List<KeyEntry> entries;
  private final List<Integer> standard;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /**
   * @param standard how many of the entries, from the first, are the default
   */
  SniKeyManager(List<KeyEntry> entries, int standard) {
    this.entries = List.copyOf(entries);
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (i < standard) {
        first.add(i);
      }
      for (String name : entries.get(i).names()) {
        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(i);
      }
    }
    this.standard = List.copyOf(first);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    SSLSession session = engine == null ? null : engine.getHandshakeSession();
    for (int candidate : candidates(session)) {
      if (entries.get(candidate).kind().equals(keyType)) {
        return Integer.toString(candidate);
      }
    }
    return null;
  }

  private List<Integer> candidates(@Nullable SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName asked : extended.getRequestedServerNames()) {
        if (asked instanceof SNIHostName host) {
          String name = host.getAsciiName().toLowerCase(Locale.ROOT);
          List<Integer> found = byName.get(name);
          int dot = name.indexOf('.');
          if (found == null && dot > 0) {
            found = byName.get("*" + name.substring(dot));
          }
          if (found != null) {
            return found;
          }
        }
      }
    }
    return standard;
  }

  private @Nullable KeyEntry entry(@Nullable String alias) {
    return alias == null ? null : entries.get(Integer.parseInt(alias));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    KeyEntry entry = entry(alias);
    return entry == null ? null : entry.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    KeyEntry entry = entry(alias);
    return entry == null ? null : entry.key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return standard.stream().map(String::valueOf).toArray(String[]::new);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
