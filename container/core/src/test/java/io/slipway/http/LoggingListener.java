package io.slipway.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.List;

/** Writes down what it is told. */
class LoggingListener implements AsyncListener {
  private final List<String> log;
  private final String prefix;

  /**
   * @param log thread safe
   */
  LoggingListener(List<String> log) {
    this(log, "");
  }

  /**
   * @param prefix where several listeners write to one log
   */
  LoggingListener(List<String> log, String prefix) {
    this.log = log;
    this.prefix = prefix;
  }

  @Override
  public void onComplete(AsyncEvent event) throws IOException {
    log.add(prefix + "complete");
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    log.add(prefix + "timeout");
  }

  @Override
  public void onError(AsyncEvent event) throws IOException {
    log.add(prefix + "error");
  }

  @Override
  public void onStartAsync(AsyncEvent event) throws IOException {
    log.add(prefix + "start");
  }
}
