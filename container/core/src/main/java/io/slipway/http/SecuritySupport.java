package io.slipway.http;

import io.slipway.spi.Identity;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What requests ask of their webapp's security: Servlet 6.1, 13. The request holds the identity
 * ({@link ServerRequest#identity}).
 */
public interface SecuritySupport {
  /**
   * Applies the constraints before the filters run, once per request and never for forwards and
   * includes.
   *
   * @return false if the response is already decided (challenge, 403, redirect to HTTPS or to the
   *     login page)
   */
  boolean authorise(ServerRequest request, ServerResponse response)
      throws IOException, ServletException;

  /** {@code HttpServletRequest.authenticate}. */
  boolean authenticate(ServerRequest request, ServerResponse response)
      throws IOException, ServletException;

  /** {@code HttpServletRequest.login}; sets the request's identity. */
  void login(
      ServerRequest request,
      ServerResponse response,
      @Nullable String name,
      @Nullable String password)
      throws ServletException;

  void logout(ServerRequest request, ServerResponse response) throws ServletException;

  /**
   * {@code isUserInRole} after role references are resolved; knows {@code *} (false) and {@code
   * **}.
   */
  boolean isInRole(Identity identity, String role);
}
