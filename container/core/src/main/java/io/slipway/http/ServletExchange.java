package io.slipway.http;

import io.undertow.server.HttpServerExchange;

/** One request as it passes through a webapp: what request, response and lifecycle share. */
public abstract class ServletExchange {
  public abstract HttpServerExchange undertow();

  public abstract ServerRequest request();

  public abstract ServerResponse response();
}
