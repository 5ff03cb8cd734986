package io.slipway.security;

import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.spi.Identity;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How users of a webapp log in: its {@code auth-method}, Servlet 6.1, 13.6. Thread safe. */
interface Login {
  /** For {@code HttpServletRequest.getAuthType}. */
  String authType();

  /**
   * Whether the request itself brings credentials that are worth a look where no login is needed.
   */
  boolean attempted(ServerRequest request);

  /** Who the credentials of this request stand for; null where it has none or they are wrong. */
  @Nullable Identity attempt(ServerRequest request);

  /** Asks the client to log in: the response is decided afterwards. */
  void challenge(ServerRequest request, ServerResponse response)
      throws IOException, ServletException;

  /**
   * Whether a user name and password mean something to it, for {@code HttpServletRequest.login}.
   */
  default boolean acceptsPasswords() {
    return true;
  }
}
