package io.slipway.http;

/**
 * What the client sent cannot be read as the application asked: Servlet 6.1, {@code getParameter}.
 * Where the application lets it pass, the answer is {@link #status}.
 */
final class BadRequestException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param message safe to show to the client
   */
  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  BadRequestException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  int status() {
    return status;
  }
}
