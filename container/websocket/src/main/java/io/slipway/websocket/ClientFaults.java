package io.slipway.websocket;

import io.slipway.wire.SparseLogs;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DecodeException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.glassfish.tyrus.core.WebSocketException;
import org.jspecify.annotations.Nullable;

/**
 * Makes one sparse line, without a trace, of what Tyrus logs where a client is at fault: with each
 * message, and with its trace, that would fill the log. What the application throws by itself is
 * left as it is; not what it gets for the use of a session that is closed, which looks the same
 * whoever has closed it. All is left as it is where Tyrus' logger is at FINE, or has another
 * filter.
 */
final class ClientFaults implements Filter {
  private static final String TYRUS = "org.glassfish.tyrus.core.";

  /** Says, without an exception, that a message has no decoder. */
  private static final Logger SESSIONS = Logger.getLogger(TYRUS + "TyrusSession");

  /** Held, as nobody else may hold them before Tyrus logs. */
  private static final List<Logger> LOGGERS =
      List.of(
          SESSIONS,
          Logger.getLogger(TYRUS + "AnnotatedEndpoint"),
          Logger.getLogger(TYRUS + "TyrusEndpointWrapper"));

  private static final AtomicBoolean QUIET = new AtomicBoolean();

  /**
   * Where Tyrus throws plain exceptions for what the client did: sent to one that has gone, a
   * message of a kind that the endpoint does not take, more than its buffer takes.
   */
  private static final Set<String> THROWERS =
      Set.of(
          TYRUS + "TyrusSession.checkConnectionState",
          TYRUS + "TyrusWebSocket.checkConnectedState",
          TYRUS + "TyrusEndpointWrapper.onMessage",
          TYRUS + "TyrusEndpointWrapper.onPartialMessage",
          TYRUS + "Utils.appendBuffers");

  private static final int MAX_CAUSES = 10;
  private static final int MAX_WORDS = 160;

  private final SparseLogs logs = new SparseLogs();
  private final Logger logger;

  private ClientFaults(Logger logger) {
    this.logger = logger;
  }

  /** From now on, in the whole process; once, so that who takes the filters off keeps them off. */
  static void quiet() {
    if (!QUIET.getAndSet(true)) {
      for (Logger logger : LOGGERS) {
        if (logger.getFilter() == null) {
          logger.setFilter(new ClientFaults(logger));
        }
      }
    }
  }

  @Override
  public boolean isLoggable(LogRecord line) {
    if (line.getLevel().intValue() < Level.INFO.intValue() || logger.isLoggable(Level.FINE)) {
      return true;
    }
    Throwable thrown = line.getThrown();
    if (thrown == null) {
      return logger != SESSIONS || logs.due("");
    }
    if (thrown instanceof DecodeException) {
      // the client's words or the application's decoder: who wrote that wants to see where
      return logs.due(line.getMessage() + thrown.getClass());
    }
    Throwable fault = fault(thrown);
    if (fault == null) {
      return true;
    }
    if (!logs.due(line.getMessage() + fault.getClass())) {
      return false;
    }
    line.setThrown(null);
    line.setMessage(
        "%s %s%s; such lines are sparse (all, with traces: %s at FINE)"
            .formatted(line.getMessage(), words(fault), setting(fault), logger.getName()));
    return true;
  }

  private static @Nullable Throwable fault(Throwable thrown) {
    Throwable next = thrown;
    for (int i = 0; next != null && i < MAX_CAUSES; i++) {
      if (next instanceof WebSocketException
          || next instanceof ConnectionGone
          || THROWERS.contains(thrower(next))) {
        return next;
      }
      next = next.getCause();
    }
    return null;
  }

  private static String thrower(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0 ? "" : trace[0].getClassName() + "." + trace[0].getMethodName();
  }

  /** Tyrus appends all that it knows of a session. */
  private static String words(Throwable fault) {
    String all = fault.toString();
    return all.length() <= MAX_WORDS ? all : all.substring(0, MAX_WORDS) + "...";
  }

  private static String setting(Throwable fault) {
    return fault instanceof WebSocketException refused
            && refused.getCloseReason().getCloseCode() == CloseCodes.TOO_BIG
        ? " (maxMessageSize of @OnMessage and setMax[Text|Binary]MessageBufferSize allow more)"
        : "";
  }
}
