package io.slipway.security;

import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import io.undertow.security.api.AuthenticationMechanism;
import io.undertow.security.api.AuthenticationMode;
import io.undertow.security.api.SecurityContext;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.DigestCredential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.security.idm.X509CertificateCredential;
import io.undertow.security.impl.BasicAuthenticationMechanism;
import io.undertow.security.impl.ClientCertAuthenticationMechanism;
import io.undertow.security.impl.DigestAuthenticationMechanism;
import io.undertow.security.impl.SecurityContextImpl;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** BASIC, DIGEST and CLIENT-CERT by Undertow's mechanisms. DIGEST is MD5 only, as Undertow's. */
final class HttpLogin implements Login {
  /** An identity as Undertow's mechanisms carry it. */
  private record IdentityAccount(Identity identity) implements Account {
    @Override
    public Principal getPrincipal() {
      return identity.principal();
    }

    @Override
    public Set<String> getRoles() {
      return identity.roles();
    }
  }

  private final String authType;
  private final AuthenticationMechanism mechanism;
  private final IdentityManager identities;

  private HttpLogin(
      String authType, AuthenticationMechanism mechanism, IdentityManager identities) {
    this.authType = authType;
    this.mechanism = mechanism;
    this.identities = identities;
  }

  static HttpLogin basic(String realm, IdentityStore store, VerifiedPasswords passwords) {
    return new HttpLogin(
        HttpServletRequest.BASIC_AUTH, new Basic(realm), new StoreAdapter(store, passwords));
  }

  static HttpLogin digest(String realm, IdentityStore store, VerifiedPasswords passwords) {
    return new HttpLogin(
        HttpServletRequest.DIGEST_AUTH,
        // the realm is part of the hash, and Undertow does not quote it
        new DigestAuthenticationMechanism(
            realm.replace('"', '\''), "/", HttpServletRequest.DIGEST_AUTH),
        new StoreAdapter(store, passwords));
  }

  static HttpLogin clientCert(IdentityStore store, VerifiedPasswords passwords) {
    return new HttpLogin(
        HttpServletRequest.CLIENT_CERT_AUTH,
        new ClientCertAuthenticationMechanism(),
        new StoreAdapter(store, passwords));
  }

  @Override
  public String authType() {
    return authType;
  }

  @Override
  public boolean acceptsPasswords() {
    return !authType.equals(HttpServletRequest.CLIENT_CERT_AUTH);
  }

  @Override
  public boolean attempted(ServerRequest request) {
    return request.exchange().undertow().getRequestHeaders().contains(Headers.AUTHORIZATION);
  }

  @Override
  public @Nullable Identity attempt(ServerRequest request) {
    SecurityContextImpl context = context(request);
    AuthenticationMechanism.AuthenticationMechanismOutcome outcome =
        mechanism.authenticate(request.exchange().undertow(), context);
    return outcome == AuthenticationMechanism.AuthenticationMechanismOutcome.AUTHENTICATED
            && context.getAuthenticatedAccount() instanceof IdentityAccount account
        ? account.identity()
        : null;
  }

  private SecurityContextImpl context(ServerRequest request) {
    return new SecurityContextImpl(
        request.exchange().undertow(), AuthenticationMode.PRO_ACTIVE, identities);
  }

  @Override
  public void challenge(ServerRequest request, ServerResponse response) throws IOException {
    AuthenticationMechanism.ChallengeResult challenge =
        mechanism.sendChallenge(request.exchange().undertow(), context(request));
    // a missing certificate cannot be asked for once the connection stands: RFC 9110 has 403 for
    // that
    response.sendError(
        challenge.isChallengeSent()
            ? HttpServletResponse.SC_UNAUTHORIZED
            : HttpServletResponse.SC_FORBIDDEN);
  }

  /** Says that UTF-8 is read, which RFC 7617, 2.1 has a parameter for; Undertow only reads it. */
  private static final class Basic extends BasicAuthenticationMechanism {
    private final String challenge;

    Basic(String realm) {
      super(realm);
      // RFC 9110, 5.6.4: what stands in a quoted-string
      String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
      this.challenge = "Basic realm=\"" + quoted + "\", charset=\"UTF-8\"";
    }

    @Override
    public ChallengeResult sendChallenge(HttpServerExchange exchange, SecurityContext context) {
      exchange.getResponseHeaders().add(Headers.WWW_AUTHENTICATE, challenge);
      return new ChallengeResult(true, StatusCodes.UNAUTHORIZED);
    }
  }

  /** Our store as Undertow's mechanisms ask it. */
  private record StoreAdapter(IdentityStore store, VerifiedPasswords passwords)
      implements IdentityManager {
    @Override
    public Account verify(Account account) {
      return account;
    }

    @Override
    public @Nullable Account verify(String name, Credential credential) {
      if (credential instanceof PasswordCredential password) {
        return account(passwords.verify(name, password.getPassword()));
      }
      if (credential instanceof DigestCredential digest) {
        String a1 = store.digestA1(name, digest.getRealm(), digest.getAlgorithm().getAlgorithm());
        return a1 != null && digest.verifyHA1(a1.getBytes(StandardCharsets.US_ASCII))
            ? account(store.find(name))
            : null;
      }
      return null;
    }

    @Override
    public @Nullable Account verify(Credential credential) {
      return credential instanceof X509CertificateCredential certificate
          ? account(store.verify(certificate.getCertificate()))
          : null;
    }

    private static @Nullable Account account(@Nullable Identity identity) {
      return identity == null ? null : new IdentityAccount(identity);
    }
  }
}
