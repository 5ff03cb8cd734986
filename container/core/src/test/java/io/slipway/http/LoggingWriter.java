package io.slipway.http;

import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.List;

/** Writes as a test has it, and writes down when it can no more. */
final class LoggingWriter implements WriteListener {
  interface Step {
    void write() throws IOException;
  }

  private final List<String> log;
  private final Step step;

  /**
   * @param log thread safe
   */
  LoggingWriter(List<String> log, Step step) {
    this.log = log;
    this.step = step;
  }

  @Override
  public void onWritePossible() throws IOException {
    step.write();
  }

  @Override
  public void onError(Throwable failure) {
    log.add("write error");
  }
}
