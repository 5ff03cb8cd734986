package io.slipway.websocket;

import io.slipway.spi.UpgradeFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.GenericFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/**
 * Opens sockets: behind the webapp's filters, so that they see the request, and before its
 * servlets. Static files without {@code Upgrade} are answered without it.
 */
final class HandshakeFilter extends GenericFilter implements UpgradeFilter {
  private static final long serialVersionUID = 1L;

  private final transient EndpointContainer container;

  HandshakeFilter(EndpointContainer container) {
    this.container = container;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && Handshake.isAskedFor(http)
        && new Handshake(container.getWebSocketEngine(), container.sockets(), container.maxFrame())
            .upgrade(http, answer, EndpointPath.of(container.contextPath(), http), Map.of())) {
      return;
    }
    chain.doFilter(request, response);
  }

  @Override
  public void destroy() {
    container.stop();
  }
}
