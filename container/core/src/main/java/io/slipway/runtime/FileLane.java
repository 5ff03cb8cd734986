package io.slipway.runtime;

import io.slipway.http.Dispatch;
import io.slipway.model.RequestTarget;
import io.slipway.resource.StaticFiles;
import io.slipway.security.WebappSecurity;
import io.slipway.session.Sessions;
import io.undertow.server.HttpServerExchange;

/**
 * Static files with nothing in front of them: answered on the IO thread, from memory, without a
 * request object. Whether a webapp has this lane at all is decided at deployment: nobody may be
 * there who wants to hear of requests. That no filter is mapped, or none but for upgrades, is known
 * of each compiled chain, and the constraints are asked each time if there are any.
 */
final class FileLane {
  private final ServletHolder servlet;
  private final StaticFiles files;
  private final WebappSecurity security;
  private final Sessions sessions;

  /**
   * @param servlet the container's own default servlet, which serves the same files
   */
  FileLane(ServletHolder servlet, StaticFiles files, WebappSecurity security, Sessions sessions) {
    this.servlet = servlet;
    this.files = files;
    this.security = security;
    this.sessions = sessions;
  }

  /**
   * @param asked the path within the webapp, before a welcome file was chosen
   * @return whether the request has been answered
   */
  boolean answer(HttpServerExchange exchange, RequestTarget target, Dispatch first, String asked) {
    if (!(first.target() instanceof CompiledChain chain)
        || chain.servlet() != servlet
        || chain.isFiltered(exchange.getRequestHeaders())
        || !servlet.isReady()) {
      return false;
    }
    String path = first.path();
    if (!security.isOpen(exchange, target, asked, path) || !files.answer(exchange, path)) {
      return false;
    }
    sessions.arrived(exchange, target);
    return true;
  }
}
