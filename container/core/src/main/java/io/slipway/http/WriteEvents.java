package io.slipway.http;

import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Non-blocking writing: what the application's {@link WriteListener} is told, and when (5.3). */
final class WriteEvents {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServletExchange exchange;
  private final ResponseSink sink;
  private final BodySender sender;
  private @Nullable WriteListener listener;

  /** {@code isReady} has answered false, or was not yet asked: the listener is owed a call. */
  private boolean owed;

  WriteEvents(ServletExchange exchange, ResponseSink sink, BodySender sender) {
    this.exchange = exchange;
    this.sink = sink;
    this.sender = sender;
  }

  boolean isOn() {
    return listener != null;
  }

  void begin(WriteListener told) {
    Objects.requireNonNull(told, "writeListener");
    if (listener != null) {
      throw new IllegalStateException("A write listener is already set");
    }
    if (!exchange.isAsyncStarted()) {
      throw new IllegalStateException(
          "A write listener needs startAsync or an upgraded connection");
    }
    listener = told;
    sender.waitNoMore();
    owed = true;
    exchange.writePossible();
  }

  /** {@code isReady} while the body is open. */
  boolean isReady() {
    if (owed) {
      return false;
    }
    if (!sender.isBehind()) {
      return true;
    }
    try {
      if (sender.pump()) {
        return true;
      }
      owed = true;
      sink.whenWritable(exchange::writePossible);
    } catch (IOException e) {
      owed = true;
      exchange.writePossible();
    }
    return false;
  }

  /**
   * What the listener is owed; on a container thread, one at a time. Never throws.
   *
   * @param closed by the application: the listener is told of failures only
   */
  void run(boolean closed) {
    WriteListener told = listener;
    if (told == null || !owed) {
      return;
    }
    try {
      IOException failure = sink.failure();
      if (failure != null) {
        throw failure;
      }
      if (!closed && sender.isBehind() && !sender.pump()) {
        sink.whenWritable(exchange::writePossible);
        return;
      }
      owed = false;
      if (!closed) {
        told.onWritePossible();
      }
    } catch (Throwable thrown) {
      owed = false;
      tellError(told, thrown);
    }
  }

  private void tellError(WriteListener told, Throwable thrown) {
    try {
      told.onError(thrown);
    } catch (RuntimeException | Error again) {
      LOG.errorf(again, "%s failed in onError", told.getClass().getName());
    }
    exchange.aborted(thrown);
  }
}
