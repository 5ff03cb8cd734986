package io.slipway.wire;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import org.jspecify.annotations.Nullable;

/**
 * What a response has to do with the client's session, for {@code Cache-Control}. Noted by whoever
 * makes the response, before it is committed.
 */
public enum SessionUse {
  /** The webapp has looked at it: what it answers may tell of it. */
  SEEN,
  /** The response carries its cookie: who gets the one has the other. */
  GIVEN;

  private static final AttachmentKey<SessionUse> NOTED = AttachmentKey.create(SessionUse.class);

  public void note(HttpServerExchange exchange) {
    SessionUse before = of(exchange);
    if (before == null || before.compareTo(this) < 0) {
      exchange.putAttachment(NOTED, this);
    }
  }

  /** Null for none. */
  public static @Nullable SessionUse of(HttpServerExchange exchange) {
    return exchange.getAttachment(NOTED);
  }
}
