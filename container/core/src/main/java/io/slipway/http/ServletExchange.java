package io.slipway.http;

import io.undertow.server.HttpServerExchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.PushBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One request as it passes through a webapp: what request, response and lifecycle share. */
public abstract class ServletExchange {
  public abstract HttpServerExchange undertow();

  public abstract ServerRequest request();

  public abstract ServerResponse response();

  abstract AsyncContext startAsync(ServletRequest request, ServletResponse response, boolean original);

  abstract AsyncContext asyncContext();

  abstract boolean isAsyncStarted();

  /** Whether the servlets and filters of every dispatch that runs support it. */
  abstract boolean isAsyncSupported();

  abstract boolean isUpgraded();

  abstract <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException;

  abstract @Nullable PushBuilder newPushBuilder();

  /** A read listener has something to hear. Called on any thread. */
  abstract void readPossible();
}
