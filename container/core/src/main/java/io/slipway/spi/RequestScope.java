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
   * Before the request's first listener. Application code of the request ends with what this
   * throws.
   *
   * @param request as it came
   * @param current shows the dispatch that runs, whichever that is: one object for the whole
   *     request, to be kept by what lasts as long
   */
  void begin(HttpServletRequest request, HttpServletRequest current);

  /**
   * The thread may wait for an event of the request: nothing of the request may stay with it. No
   * effect if nothing of it has.
   */
  void suspend(HttpServletRequest request);

  /**
   * The thread is about to run code of a request that has begun. No effect on the thread that has
   * the request already. The parameters are those of {@code begin}.
   */
  void resume(HttpServletRequest request, HttpServletRequest current);

  /**
   * After the request's last listener, on a thread that has the request; once for each call of
   * {@code begin}.
   */
  void end(HttpServletRequest request);
}
