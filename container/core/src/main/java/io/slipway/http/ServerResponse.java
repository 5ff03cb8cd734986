package io.slipway.http;

import jakarta.servlet.http.HttpServletResponse;

/** The response object that servlets see. Used by one thread at a time; valid while the exchange runs. */
public abstract class ServerResponse implements HttpServletResponse {
  public abstract ServletExchange exchange();

  /** From here on headers and status cannot be changed: Servlet 6.1, 9.3. */
  public abstract void beginInclude();

  public abstract void endInclude();

  /** After a forward has returned the response is committed and closed: Servlet 6.1, 9.4. */
  public abstract void finishForward() throws java.io.IOException;
}
