package io.slipway.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** The body of a request: Servlet 6.1, 3.2 and 3.7. */
final class BodyInput extends ServletInputStream {
  private final ServerRequest request;

  BodyInput(ServerRequest request) {
    this.request = request;
  }

  void runCallback() {
    request.exchange();
  }

  void fail(Throwable failure) {
    request.exchange().readPossible();
  }

  @Override
  public boolean isFinished() {
    return true;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    request.exchange().readPossible();
  }

  @Override
  public int read() throws IOException {
    return -1;
  }
}
