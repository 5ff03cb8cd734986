package io.slipway.runtime;

import io.slipway.http.Dispatch;
import io.slipway.http.ServerRequest;
import io.slipway.http.ServerResponse;
import io.slipway.model.RequestTarget;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code RequestDispatcher}: Servlet 6.1, 9. Thread safe; may be kept. */
public final class PathDispatcher implements RequestDispatcher {
  private final WebappContext context;
  private final @Nullable RequestTarget target;
  private final @Nullable String name;

  private PathDispatcher(
      WebappContext context, @Nullable RequestTarget target, @Nullable String name) {
    this.context = context;
    this.target = target;
    this.name = name;
  }

  /**
   * @param target a path inside the webapp
   */
  static PathDispatcher toPath(WebappContext context, RequestTarget target) {
    return new PathDispatcher(context, target, null);
  }

  static PathDispatcher toServlet(WebappContext context, String name) {
    return new PathDispatcher(context, null, name);
  }

  @Override
  public void forward(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    ServerRequest own = ServerRequest.unwrap(request);
    if (response.isCommitted()) {
      throw new IllegalStateException("The response has been committed: it cannot be forwarded");
    }
    response.resetBuffer();
    Dispatch dispatch = dispatch(DispatcherType.FORWARD, own.dispatch());
    own.exchange()
        .nested(
            dispatch,
            request,
            shown -> {
              dispatch.target().service(shown, response);
              // 9.4: the response is sent and closed when forward returns, unless asynchronous
              // processing goes on with it
              if (!own.isAsyncStarted()) {
                finish(response);
              }
            });
  }

  private static void finish(ServletResponse response) throws IOException {
    if (response instanceof ServerResponse own) {
      own.finishForward();
      return;
    }
    // a wrapper may hold back what was written: it is told to let go, and decides what becomes of
    // the response
    try {
      response.getWriter().close();
    } catch (IllegalStateException streamInUse) {
      ServletOutputStream stream = response.getOutputStream();
      stream.close();
    }
  }

  @Override
  public void include(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    ServerRequest own = ServerRequest.unwrap(request);
    ServerResponse out = own.exchange().response();
    Dispatch dispatch = dispatch(DispatcherType.INCLUDE, own.dispatch());
    out.beginInclude();
    try {
      own.exchange().nested(dispatch, request, shown -> dispatch.target().service(shown, response));
    } finally {
      out.endInclude();
    }
  }

  private Dispatch dispatch(DispatcherType type, Dispatch from) throws ServletException {
    Dispatches dispatches = context.runtime().dispatches();
    RequestTarget path = target;
    return path == null
        ? dispatches.named(type, String.valueOf(name), from)
        : dispatches.to(type, path, from);
  }
}
