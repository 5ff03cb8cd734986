package io.slipway.http;

/** The webapp has as many sessions as it may: 503, where the application lets it pass. */
public final class TooManySessionsException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * @param limit {@link RequestOptions#maxSessions}
   */
  public TooManySessionsException(int limit) {
    super("There are limits.max-sessions (" + limit + ") sessions: no other can begin");
  }
}
