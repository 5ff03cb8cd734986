package io.slipway.spi;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Told when the threads of the container begin and end to run application code for a request,
 * whatever the code: filters, servlets, request listeners, async listeners, read and write
 * listeners, error pages. One request is never run by two threads at a time, but it may go from
 * thread to thread while it is asynchronous. The webapp's class loader is in context in each call.
 */
public interface RequestScope {
  /**
   * Called before the request's first listener. What this throws ends the request as an exception
   * of the application would.
   *
   * @param request as it came
   * @param current always shows the dispatch that is running; one object for the whole request, for
   *     whatever has to last as long
   */
  void begin(HttpServletRequest request, HttpServletRequest current);

  /**
   * The request may leave this thread, to wait for an event: nothing of the request may stay with
   * the thread. No effect if nothing has.
   */
  void suspend(HttpServletRequest request);

  /**
   * This thread is about to run code of a request that has begun. No effect if it has the request
   * already. The parameters are those of {@code begin}.
   */
  void resume(HttpServletRequest request, HttpServletRequest current);

  /**
   * Called after the request's last listener, on a thread that has the request; once for each call
   * of {@code begin}.
   */
  void end(HttpServletRequest request);
}
