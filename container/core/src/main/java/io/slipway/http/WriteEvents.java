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

  /** The listener has heard its last. */
  private boolean errorTold;

  /** What {@code complete} and {@code dispatch} wait for. */
  private enum Rest {
    /** What has been written; more may come. */
    WRITTEN,

    /** What is left of a closed response, on its way in the background. */
    END,

    /** All has left that is to leave, or the client is gone. */
    NONE
  }

  private Rest rest = Rest.WRITTEN;

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
    if (told != null && rest == Rest.END) {
      sendRest();
    }
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
      tellError(thrown);
    }
  }

  /**
   * Tells the listener, if there is one that has not been told, what ended the response. For the
   * runner.
   */
  void tellError(Throwable thrown) {
    WriteListener told = listener;
    if (told == null || errorTold) {
      return;
    }
    errorTold = true;
    owed = false;
    try {
      told.onError(thrown);
    } catch (Throwable again) {
      LOG.errorf(again, "%s failed in onError", told.getClass().getName());
    }
    exchange.aborted(thrown);
  }

  // ---- the end ----

  /** Writing is blocking again, and nobody is told. */
  void stop() {
    listener = null;
    owed = false;
    sender.waitAgain();
  }

  /** Sends what is left in the background; a failure then is told to the listener. */
  void end() {
    rest = Rest.END;
    try {
      if (sender.pumpEnd()) {
        rest = Rest.NONE;
      } else {
        sink.whenWritable(exchange::writePossible);
      }
    } catch (IOException | RuntimeException e) {
      broken(e);
    }
  }

  /**
   * The client has not taken all of a non-blocking response: {@code complete} and {@code dispatch}
   * wait for that.
   */
  boolean isUnsent() {
    return listener != null && rest != Rest.NONE;
  }

  /**
   * Sends what the client takes now of the rest; the lifecycle hears when it takes more. For the
   * runner. Never throws.
   */
  void sendRest() {
    IOException failure = sink.failure();
    if (failure == null) {
      end();
    } else {
      rest = Rest.NONE;
      tellError(failure);
    }
  }

  /**
   * The same before a dispatch, which may still fail: the end is not sent, as the client would take
   * what it has for the whole; and what nobody has seen of the response stays here. Never throws.
   */
  void sendWritten() {
    if (rest == Rest.END || sink.failure() != null) {
      sendRest();
      return;
    }
    try {
      if (!sink.isCommitted() || sender.pump()) {
        rest = Rest.NONE;
      } else {
        sink.whenWritable(exchange::writePossible);
      }
    } catch (IOException | RuntimeException e) {
      broken(e);
    }
  }

  private void broken(Exception e) {
    sink.broken(e instanceof IOException io ? io : new IOException(e));
    // the listener hears of it from the runner
    exchange.writePossible();
  }
}
