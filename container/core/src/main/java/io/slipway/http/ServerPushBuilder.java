package io.slipway.http;

import jakarta.servlet.http.PushBuilder;
import org.jspecify.annotations.Nullable;

/** stub */
final class ServerPushBuilder {
  private ServerPushBuilder() {}

  static @Nullable PushBuilder create(ServletExchange exchange) {
    return null;
  }
}
