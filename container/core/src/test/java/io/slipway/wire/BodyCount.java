package io.slipway.wire;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the body of a request in non-blocking mode, and answers with the number of its bytes. */
final class BodyCount implements ReadListener {
  private final AsyncContext async;
  private final ServletInputStream in;
  private final Consumer<Throwable> failed;
  private int count;

  private BodyCount(AsyncContext async, Consumer<Throwable> failed) throws IOException {
    this.async = async;
    this.in = async.getRequest().getInputStream();
    this.failed = failed;
  }

  /**
   * @param failed has to end the request, or leaves that to the container
   */
  static void answer(AsyncContext async, Consumer<Throwable> failed) throws IOException {
    BodyCount counts = new BodyCount(async, failed);
    counts.in.setReadListener(counts);
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (in.isReady() && !in.isFinished()) {
      count += Math.max(0, in.read(new byte[4]));
    }
  }

  @Override
  public void onAllDataRead() throws IOException {
    async.getResponse().getOutputStream().print(count);
    async.complete();
  }

  @Override
  public void onError(Throwable failure) {
    failed.accept(failure);
  }
}
