package io.slipway.http;

import io.slipway.wire.SparseLogs;
import io.undertow.util.Headers;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one place that decides what a failed request is answered with: the webapp's error page
 * (Servlet 6.1, 10.9), else {@link ContainerAnswer}. Where the response is committed there is no
 * answer any more, and the connection is broken so that the client does not take what it has for
 * the whole. Throws nothing.
 */
final class ErrorResponder {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");
  private static final SparseLogs REFUSALS = new SparseLogs();

  /** For error pages of the webapp: what the log calls the failure. */
  private static final String FAULT = "io.slipway.fault";

  private final ServletExchange exchange;
  private final ServerRequest request;
  private final ServerResponse response;

  ErrorResponder(ServletExchange exchange) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.response = exchange.response();
  }

  /**
   * @param thrown what left {@code service}; null after {@code sendError} and after an asynchronous
   *     timeout
   */
  void respond(@Nullable Throwable thrown) {
    exchange.cancelUpgrade();
    try {
      if (thrown != null) {
        fault(thrown);
      } else if (response.errorPending()) {
        answer(response.getStatus(), response.errorMessage(), null, null);
      } else {
        String id = ContainerAnswer.newFault();
        LOG.errorf("%s: its asynchronous processing has timed out [fault %s]", request, id);
        answer(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, null, null, id);
      }
    } catch (IOException gone) {
      LOG.debug("An error page could not be sent", gone);
      response.output().fail(gone);
    } catch (Throwable failed) {
      LOG.error("An error page could not be made", failed);
      response.output().fail(new IOException(failed));
    } finally {
      response.errorAnswered();
    }
  }

  private void fault(Throwable thrown) throws IOException {
    Failure failure = Failure.of(thrown);
    if (failure.gone() != null) {
      response.output().fail(failure.gone());
    }
    if (response.output().hasFailed()) {
      LOG.debugf(thrown, "The client of %s has gone", request);
      return;
    }
    int status = failure.status();
    String message = failure.message();
    String id = null;
    if (status >= 500 && message == null && !(thrown instanceof UnavailableException)) {
      id = ContainerAnswer.newFault();
      LOG.errorf(
          thrown,
          "%s failed in servlet %s [fault %s]",
          request,
          request.dispatch().target().servletName(),
          id);
    } else if (message != null && REFUSALS.due(message)) {
      LOG.infof("%s is answered with %s: %s", request, status, message);
    } else {
      LOG.debugf(thrown, "%s is answered with %s: %s", request, status, message);
    }
    answer(status, message, thrown, id);
  }

  private void answer(
      int status, @Nullable String message, @Nullable Throwable thrown, @Nullable String id)
      throws IOException {
    if (response.output().isCommitted()) {
      response
          .output()
          .fail(new IOException("The request failed after the response was committed"));
      return;
    }
    Dispatch failed = request.dispatch();
    ErrorDispatch page = failed.app().errorDispatch(status, thrown, failed);
    if (page == null && status < HttpServletResponse.SC_BAD_REQUEST) {
      response.resetForStatus();
      return;
    }
    response.resetForError(status, thrown != null);
    if (thrown instanceof UnavailableException unavailable
        && !unavailable.isPermanent()
        && unavailable.getUnavailableSeconds() > 0) {
      response.setIntHeader(Headers.RETRY_AFTER_STRING, unavailable.getUnavailableSeconds());
    }
    if (status == HttpServletResponse.SC_METHOD_NOT_ALLOWED
        && !response.containsHeader(Headers.ALLOW_STRING)) {
      // a 405 must have it, and that of HttpServlet has not: RFC 9110, 15.5.6
      response.setHeader(Headers.ALLOW_STRING, failed.target().methods());
    }
    if (page == null) {
      ContainerAnswer.write(request, response, status, message, id);
      return;
    }
    if (!response.containsHeader(Headers.CACHE_CONTROL_STRING)) {
      // of a 404 and others a cache may else think that it can keep them: RFC 9110, 15.1
      response.setHeader(Headers.CACHE_CONTROL_STRING, "no-store");
    }
    describe(status, message, page.shown());
    attribute(FAULT, id);
    show(page.dispatch(), status, message, id);
  }

  /** What an error page learns of the request that failed: 10.9.1. */
  private void describe(int status, @Nullable String message, @Nullable Throwable shown) {
    attribute(RequestDispatcher.ERROR_STATUS_CODE, status);
    attribute(
        RequestDispatcher.ERROR_MESSAGE,
        message != null ? message : shown != null ? shown.getMessage() : null);
    attribute(RequestDispatcher.ERROR_EXCEPTION, shown);
    attribute(RequestDispatcher.ERROR_EXCEPTION_TYPE, shown == null ? null : shown.getClass());
    attribute(RequestDispatcher.ERROR_METHOD, request.getMethod());
    attribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
    attribute(RequestDispatcher.ERROR_QUERY_STRING, request.getQueryString());
    attribute(RequestDispatcher.ERROR_SERVLET_NAME, request.dispatch().target().servletName());
  }

  private void attribute(String name, @Nullable Object value) {
    if (value == null) {
      request.removeAttribute(name);
    } else {
      request.setAttribute(name, value);
    }
  }

  private void show(Dispatch page, int status, @Nullable String message, @Nullable String id)
      throws IOException {
    ServerRequest shown = exchange.enter(page);
    try {
      page.target().service(shown, response);
    } catch (Throwable broken) {
      pageFailed(page, status, broken, id);
    } finally {
      if (!exchange.isAsyncStarted()) {
        exchange.leave(shown);
      }
    }
    if (response.errorPending() && !response.output().isCommitted()) {
      String again = response.errorMessage();
      int instead = response.getStatus();
      response.resetForError(instead, false);
      ContainerAnswer.write(request, response, instead, again != null ? again : message, id);
    }
  }

  /**
   * The client still gets the status that the page was to explain, and what belongs to it, such as
   * the challenge of a 401.
   */
  private void pageFailed(Dispatch page, int status, Throwable broken, @Nullable String fault)
      throws IOException {
    if (response.output().hasFailed()) {
      return;
    }
    String id = fault == null ? ContainerAnswer.newFault() : fault;
    LOG.errorf(broken, "The error page %s failed [fault %s]", page.requestUri(), id);
    if (response.output().isCommitted()) {
      response
          .output()
          .fail(new IOException("The error page failed after the response was committed"));
      return;
    }
    int told =
        status < HttpServletResponse.SC_BAD_REQUEST
            ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR
            : status;
    response.resetForError(told, true);
    ContainerAnswer.write(request, response, told, null, id);
  }
}
