package io.slipway.http;

import io.slipway.wire.BodyTimeoutException;
import io.undertow.server.RequestTooBigException;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * How a request that has failed with an exception is answered: by what the container's own
 * exceptions, and those of the API, say among the causes.
 *
 * @param status of the outermost cause that stands for one, else 500
 * @param message for the client, where the container refuses what the client did
 * @param gone that the connection of this request has ended; only the container's own streams throw
 *     it
 */
record Failure(int status, @Nullable String message, @Nullable ClientGoneException gone) {
  /** Causes may go round in a circle. */
  private static final int MOST_CAUSES = 10;

  /** Looks at the causes too, since applications wrap. */
  static Failure of(Throwable thrown) {
    int left = MOST_CAUSES;
    for (Throwable cause = thrown; cause != null && left > 0; cause = causeOf(cause), left--) {
      Failure found = direct(cause);
      if (found != null) {
        return found;
      }
    }
    return new Failure(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, null, null);
  }

  /** Null for what says nothing by itself. */
  private static @Nullable Failure direct(Throwable cause) {
    if (cause instanceof BadRequestException bad) {
      return new Failure(bad.status(), bad.getMessage(), null);
    }
    if (cause instanceof io.undertow.util.BadRequestException) {
      // the framing of the body, as the pipeline found it
      return new Failure(HttpServletResponse.SC_BAD_REQUEST, null, null);
    }
    if (cause instanceof BodyTimeoutException) {
      return new Failure(HttpServletResponse.SC_REQUEST_TIMEOUT, null, null);
    }
    if (cause instanceof RequestTooBigException) {
      return new Failure(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, cause.getMessage(), null);
    }
    if (cause instanceof UnavailableException unavailable) {
      return new Failure(
          unavailable.isPermanent()
              ? HttpServletResponse.SC_NOT_FOUND
              : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          null,
          null);
    }
    if (cause instanceof TooManySessionsException) {
      return new Failure(HttpServletResponse.SC_SERVICE_UNAVAILABLE, cause.getMessage(), null);
    }
    if (cause instanceof ClientGoneException gone) {
      return new Failure(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, null, gone);
    }
    return null;
  }

  private static @Nullable Throwable causeOf(Throwable thrown) {
    return thrown instanceof ServletException wrapper && wrapper.getRootCause() != null
        ? wrapper.getRootCause()
        : thrown.getCause();
  }
}
