package io.slipway.security;

import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.spi.Identity;
import io.undertow.util.Methods;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * FORM: Servlet 6.1, 13.6.3. The request that made the login necessary is kept with the session and
 * played back after it.
 */
final class FormLogin implements Login {
  private static final Logger LOG = Logger.getLogger("io.slipway.security");
  private static final String ACTION = "/j_security_check";
  private static final String SAVED = "saved-request";

  private final String loginPage;
  private final String errorPage;
  private final VerifiedPasswords passwords;
  private final int maxSavedBody;

  FormLogin(String loginPage, String errorPage, VerifiedPasswords passwords, int maxSavedBody) {
    this.loginPage = loginPage;
    this.errorPage = errorPage;
    this.passwords = passwords;
    this.maxSavedBody = maxSavedBody;
  }

  @Override
  public String authType() {
    return HttpServletRequest.FORM_AUTH;
  }

  @Override
  public boolean attempted(ServerRequest request) {
    return false;
  }

  /** A form is its own request: see {@link #isAction}. */
  @Override
  public @Nullable Identity attempt(ServerRequest request) {
    return null;
  }

  static boolean isAction(String path) {
    return path.endsWith(ACTION);
  }

  /** The login page itself, the error page and what they are answered by need no login. */
  boolean isOwnPage(String path) {
    return path.equals(withoutQuery(loginPage)) || path.equals(withoutQuery(errorPage));
  }

  private static String withoutQuery(String page) {
    int question = page.indexOf('?');
    return question < 0 ? page : page.substring(0, question);
  }

  /** Reads {@code j_security_check}; returns who has logged in, or null after the error page. */
  @Nullable Identity logIn(ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    if (request.getCharacterEncoding() == null) {
      request.setCharacterEncoding(StandardCharsets.UTF_8);
    }
    String name = request.getParameter("j_username");
    String password = request.getParameter("j_password");
    Identity identity =
        name == null || password == null ? null : passwords.verify(name, password.toCharArray());
    if (identity == null) {
      show(errorPage, request, response);
    }
    return identity;
  }

  /** To what the user wanted, or to the webapp's start where that is not known. */
  void goOn(ServerRequest request, ServerResponse response, Map<String, Object> notes)
      throws IOException {
    String location =
        notes.get(SAVED) instanceof SavedRequest saved
            ? saved.location()
            : request.getContextPath() + "/";
    // 303 turns the POST into a GET; HTTP/1.0 does not know it
    int status =
        request.getProtocol().equals("HTTP/1.0")
            ? HttpServletResponse.SC_FOUND
            : HttpServletResponse.SC_SEE_OTHER;
    response.sendRedirect(response.encodeRedirectURL(location), status);
  }

  /** Plays the saved request back if this is the one the browser was sent to. */
  void resume(ServerRequest request, Map<String, Object> notes) {
    if (notes.get(SAVED) instanceof SavedRequest saved
        && saved.matches(request)
        && notes.remove(SAVED, saved)) {
      saved.restore(request);
    }
  }

  @Override
  public void challenge(ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    SavedRequest saved = SavedRequest.of(request, maxSavedBody);
    if (saved == null) {
      LOG.infof(
          "Request to %s needs a login by form, but more than %s bytes of body are not kept for after it (limits.max-saved-body): 413",
          request.getRequestURI(), maxSavedBody);
      response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    HttpSession session = request.getSession();
    request.dispatch().app().sessions().notes(session).put(SAVED, saved);
    show(loginPage, request, response);
  }

  private static void show(String page, ServerRequest request, ServerResponse response)
      throws IOException, ServletException {
    RequestDispatcher dispatcher = request.dispatch().app().dispatcher(page);
    if (dispatcher == null) {
      throw new ServletException("The login-config names " + page + ", which is not in the webapp");
    }
    // the page is shown, whatever the request was about
    request.exchange().undertow().setRequestMethod(Methods.GET);
    response.setHeader("Cache-Control", "no-store");
    dispatcher.forward(request, response);
  }
}
