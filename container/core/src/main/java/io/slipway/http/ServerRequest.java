package io.slipway.http;

import io.slipway.model.RequestTarget;
import io.slipway.spi.Identity;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The request object that servlets see. Used by one thread at a time; valid while the exchange runs. */
public abstract class ServerRequest implements HttpServletRequest {
  public abstract ServletExchange exchange();

  public abstract RequestTarget target();

  /** The dispatch that runs now. */
  public abstract Dispatch dispatch();

  public abstract void push(Dispatch dispatch);

  /** Ends the current dispatch: the one before it is current again. */
  public abstract void pop();

  public abstract @Nullable Identity identity();

  /** Both null to log out. */
  public abstract void setIdentity(@Nullable Identity identity, @Nullable String authType);
}
