package io.slipway.wire;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Just enough of a container to put one servlet on the wire: its request has a path, a dispatcher
 * type, header fields and attributes.
 */
public final class ServletOverWire implements HttpHandler {
  private final HttpServlet servlet;
  private volatile DispatcherType type = DispatcherType.REQUEST;
  private volatile Map<String, Object> attributes = Map.of();
  private volatile Exception thrown;

  public ServletOverWire(HttpServlet servlet, Function<String, String> mimeTypes) throws Exception {
    this.servlet = servlet;
    ServletContext context =
        proxy(
            ServletContext.class,
            (name, arguments) ->
                switch (name) {
                  case "getMimeType" -> mimeTypes.apply((String) arguments[0]);
                  case "getResponseCharacterEncoding" -> null;
                  default -> throw new AssertionError("ServletContext." + name);
                });
    servlet.init(
        proxy(
            ServletConfig.class,
            (name, arguments) ->
                switch (name) {
                  case "getServletContext" -> context;
                  case "getServletName" -> "default";
                  case "getInitParameter" -> null;
                  default -> throw new AssertionError("ServletConfig." + name);
                }));
  }

  public ServletOverWire as(DispatcherType dispatcherType, Map<String, Object> requestAttributes) {
    type = dispatcherType;
    attributes = requestAttributes;
    return this;
  }

  /** What the servlet threw last. */
  public Exception thrown() {
    return thrown;
  }

  private interface Call {
    Object answer(String name, Object[] arguments) throws Exception;
  }

  private static <T> T proxy(Class<T> api, Call call) {
    return api.cast(
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            (proxy, method, arguments) -> call.answer(method.getName(), arguments)));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.dispatch(this::serve);
  }

  private void serve(HttpServerExchange exchange) throws Exception {
    exchange.startBlocking();
    try {
      servlet.service(request(exchange), response(exchange));
      exchange.endExchange();
    } catch (Exception e) {
      thrown = e;
      if (exchange.isResponseStarted()) {
        exchange.getConnection().close();
      } else {
        exchange.setStatusCode(500).endExchange();
      }
    }
  }

  private HttpServletRequest request(HttpServerExchange exchange) {
    Map<String, Object> local = new HashMap<>(attributes);
    String path =
        java.net.URLDecoder.decode(
            exchange.getRequestURI().replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> exchange.getRequestMethod().toString();
              case "getDispatcherType" -> type;
              case "getServletPath" -> path;
              case "getPathInfo" -> null;
              case "getRequestURI" -> exchange.getRequestURI();
              case "getQueryString" ->
                  exchange.getQueryString().isEmpty() ? null : exchange.getQueryString();
              case "getAttribute" -> local.get(arguments[0]);
              case "getHeader" -> exchange.getRequestHeaders().getFirst((String) arguments[0]);
              case "getHeaders" -> {
                HeaderValues values = exchange.getRequestHeaders().get((String) arguments[0]);
                yield Collections.enumeration(
                    values == null ? List.<String>of() : List.copyOf(values));
              }
              default -> throw new AssertionError("HttpServletRequest." + name);
            });
  }

  private static HttpServletResponse response(HttpServerExchange exchange) {
    return proxy(
        HttpServletResponse.class,
        (name, arguments) -> {
          switch (name) {
            case "setHeader" ->
                exchange
                    .getResponseHeaders()
                    .put(new HttpString((String) arguments[0]), (String) arguments[1]);
            case "addHeader" ->
                exchange
                    .getResponseHeaders()
                    .add(new HttpString((String) arguments[0]), (String) arguments[1]);
            case "getHeader" -> {
              return exchange.getResponseHeaders().getFirst((String) arguments[0]);
            }
            case "getHeaders" -> {
              HeaderValues values = exchange.getResponseHeaders().get((String) arguments[0]);
              return values == null ? List.<String>of() : List.copyOf(values);
            }
            case "setStatus" -> exchange.setStatusCode((int) arguments[0]);
            case "sendError" -> exchange.setStatusCode((int) arguments[0]);
            case "setContentLength", "setContentLengthLong" ->
                exchange.setResponseContentLength(((Number) arguments[0]).longValue());
            case "setContentType" ->
                exchange
                    .getResponseHeaders()
                    .put(new HttpString("Content-Type"), (String) arguments[0]);
            case "getContentType" -> {
              return exchange.getResponseHeaders().getFirst("Content-Type");
            }
            case "getCharacterEncoding" -> {
              return "ISO-8859-1";
            }
            case "sendRedirect" ->
                exchange
                    .setStatusCode(302)
                    .getResponseHeaders()
                    .put(new HttpString("Location"), (String) arguments[0]);
            case "getOutputStream" -> {
              return new Out(exchange.getOutputStream());
            }
            default -> throw new AssertionError("HttpServletResponse." + name);
          }
          return null;
        });
  }

  private static final class Out extends ServletOutputStream {
    private final OutputStream out;

    Out(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new AssertionError("non-blocking");
    }
  }
}
