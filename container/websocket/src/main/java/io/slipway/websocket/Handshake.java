package io.slipway.websocket;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.core.Utils;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * The opening handshake: RFC 6455, 4.2. Tyrus decides, the container's upgrade carries: this is the
 * one place where the two meet, apart from {@link FrameConnection}.
 */
final class Handshake {
  private static final int UPGRADE_REQUIRED = 426;

  private final WebSocketEngine engine;
  private final OpenSockets sockets;
  private final int maxFrame;

  /**
   * @param maxFrame bytes that a frame of the client may have
   */
  Handshake(WebSocketEngine engine, OpenSockets sockets, int maxFrame) {
    this.engine = engine;
    this.sockets = sockets;
    this.maxFrame = maxFrame;
  }

  /**
   * Whether the request is an opening handshake (RFC 6455, 4.2.1), if perhaps a faulty one. All
   * others go on to the servlets.
   */
  static boolean isAskedFor(HttpServletRequest request) {
    return request.getHeader("Upgrade") != null
        && request.getMethod().equals("GET")
        && !request.getProtocol().equals("HTTP/1.0")
        && names(request, "Upgrade", "websocket")
        && names(request, "Connection", "upgrade");
  }

  private static boolean names(HttpServletRequest request, String field, String token) {
    return Collections.list(request.getHeaders(field)).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .anyMatch(member -> member.strip().equalsIgnoreCase(token));
  }

  /** One, of 16 bytes in base64. */
  private static boolean hasKey(HttpServletRequest request) {
    List<String> keys = Collections.list(request.getHeaders(UpgradeRequest.SEC_WEBSOCKET_KEY));
    try {
      return keys.size() == 1 && Base64.getDecoder().decode(keys.get(0).strip()).length == 16;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /**
   * Answers the request if an endpoint is at this path, with 101 or with what has gone wrong.
   *
   * @param path of the endpoint, with that of the context
   * @param parameters of the path, besides those that the endpoint's template finds in it
   * @return false if none is there, and nothing has been answered
   */
  boolean upgrade(
      HttpServletRequest request,
      HttpServletResponse response,
      URI path,
      Map<String, String> parameters)
      throws IOException, ServletException {
    HttpSession session = request.getSession(false);
    UpgradeRequest asked = asked(request, session, path);
    parameters.forEach((name, value) -> asked.getParameterMap().put(name, List.of(value)));
    TyrusUpgradeResponse answer = new TyrusUpgradeResponse();
    WebSocketEngine.UpgradeInfo decision = engine.upgrade(asked, answer);
    switch (decision.getStatus()) {
      case NOT_APPLICABLE:
        return false;
      case HANDSHAKE_FAILED:
        headers(answer, response);
        if (answer.getStatus() == UPGRADE_REQUIRED) {
          // RFC 9110, 15.5.22
          response.setHeader(UpgradeRequest.UPGRADE, UpgradeRequest.WEBSOCKET);
          response.setHeader(UpgradeRequest.CONNECTION, UpgradeRequest.UPGRADE);
        }
        // an empty key is 500 to Tyrus
        response.sendError(
            hasKey(request) ? answer.getStatus() : HttpServletResponse.SC_BAD_REQUEST);
        return true;
      default:
        if (!hasKey(request)) {
          response.sendError(HttpServletResponse.SC_BAD_REQUEST);
          return true;
        }
        headers(answer, response);
        if (answer.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
          request
              .upgrade(FrameConnection.class)
              .prepare(
                  decision,
                  sockets,
                  new FrameHeads(maxFrame),
                  session,
                  request.getUserPrincipal() != null);
        } else {
          // A configurator has refused or redirected the client
          response.setStatus(answer.getStatus());
        }
        return true;
    }
  }

  private static UpgradeRequest asked(HttpServletRequest request, HttpSession session, URI path) {
    RequestContext asked =
        RequestContext.Builder.create()
            .requestURI(path)
            .queryString(request.getQueryString())
            .httpSession(session)
            .secure(request.isSecure())
            .userPrincipal(request.getUserPrincipal())
            .isUserInRoleDelegate(request::isUserInRole)
            .parameterMap(request.getParameterMap())
            .remoteAddr(request.getRemoteAddr())
            .serverAddr(request.getServerName())
            .serverPort(request.getServerPort())
            .build();
    for (String name : Collections.list(request.getHeaderNames())) {
      List<String> values = Collections.list(request.getHeaders(name));
      if (name.equalsIgnoreCase(UpgradeRequest.SEC_WEBSOCKET_EXTENSIONS)) {
        values = DeflateExtension.acceptable(members(values));
      } else if (name.equalsIgnoreCase(UpgradeRequest.SEC_WEBSOCKET_PROTOCOL)) {
        values = members(values);
      }
      if (!values.isEmpty()) {
        asked.getHeaders().put(name, values);
      }
    }
    // among others, perhaps; to Tyrus it has to be the only one
    asked.getHeaders().put(UpgradeRequest.UPGRADE, List.of(UpgradeRequest.WEBSOCKET));
    return asked;
  }

  /** Of a field that is a list: Tyrus wants each by itself. */
  private static List<String> members(List<String> lines) {
    return lines.stream().flatMap(line -> Utils.parseHeaderValue(line.strip()).stream()).toList();
  }

  private static void headers(TyrusUpgradeResponse answer, HttpServletResponse response) {
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
  }
}
