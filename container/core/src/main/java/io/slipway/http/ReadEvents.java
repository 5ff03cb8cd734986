package io.slipway.http;

import jakarta.servlet.ReadListener;
import java.io.IOException;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Non-blocking reading: what the application's {@link ReadListener} is told, and when (3.7). */
final class ReadEvents {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServletExchange exchange;
  private final BodySource source;
  private @Nullable ReadListener listener;

  /**
   * The listener is owed an {@code onDataAvailable}: at first, and after {@code isReady} said no.
   */
  private boolean owed;

  /** The listener has heard its last. */
  private boolean told;

  ReadEvents(ServletExchange exchange, BodySource source) {
    this.exchange = exchange;
    this.source = source;
  }

  boolean isOn() {
    return listener != null;
  }

  void begin(ReadListener readListener) {
    Objects.requireNonNull(readListener, "readListener");
    if (listener != null) {
      throw new IllegalStateException("A read listener is already set");
    }
    if (!exchange.isAsyncStarted() && !exchange.isUpgraded()) {
      throw new IllegalStateException(
          "A read listener needs startAsync() or upgrade() before it (Servlet 6.1, 3.7)");
    }
    listener = readListener;
    owed = true;
    if (source.isContinueDue()) {
      source.sendContinue(this::awaken);
    } else {
      awaken();
    }
  }

  /** Has the listener called: now if there is something to hear, else when there will be. */
  private void awaken() {
    try {
      if (isSilent() && source.fill() == 0) {
        source.whenReadable(exchange::readPossible);
        return;
      }
    } catch (IOException e) {
      LOG.debug("A request body failed; its read listener will hear of it", e);
    }
    exchange.readPossible();
  }

  /** There is nothing to tell as yet: neither bytes nor the end nor a failure. */
  private boolean isSilent() {
    return !source.hasRemaining() && !source.isEnd() && source.failure() == null;
  }

  boolean isReady() {
    if (listener == null || source.hasRemaining()) {
      return true;
    }
    if (owed || told) {
      // The answer is still out: asking again makes no second call
      return false;
    }
    try {
      if (isSilent() && source.fill() > 0) {
        return true;
      }
    } catch (IOException e) {
      LOG.debug("A request body failed; its read listener will hear of it", e);
    }
    owed = true;
    if (isSilent()) {
      source.whenReadable(exchange::readPossible);
    } else {
      exchange.readPossible();
    }
    return false;
  }

  /**
   * Calls the listener for what it has to hear. On a container thread, under the lifecycle's mutual
   * exclusion. Never throws.
   */
  void run() {
    ReadListener listener = this.listener;
    if (listener == null || told) {
      return;
    }
    try {
      if (owed && hasData()) {
        owed = false;
        listener.onDataAvailable();
      }
      IOException failure = source.failure();
      if (failure != null) {
        throw failure;
      }
      if (source.isEnd() && !source.hasRemaining() && !told) {
        told = true;
        listener.onAllDataRead();
      }
    } catch (Throwable thrown) {
      tellError(listener, thrown);
    }
  }

  /** Whether there is something to read; where there is nothing as yet, the call comes later. */
  private boolean hasData() throws IOException {
    if (isSilent() && source.fill() == 0) {
      source.whenReadable(exchange::readPossible);
    }
    return source.hasRemaining();
  }

  private void tellError(ReadListener listener, Throwable thrown) {
    told = true;
    try {
      listener.onError(thrown);
    } catch (Throwable second) {
      LOG.debug("A read listener failed in onError", second);
    }
    exchange.aborted(thrown);
  }

  /** Reading is blocking again, and nobody is told. */
  void stop() {
    listener = null;
    source.listenNoMore();
  }
}
