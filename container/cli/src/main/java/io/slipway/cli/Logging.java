package io.slipway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/**
 * The log of the distribution: one plain line for each event on standard error, by the JDK's own
 * logging, so that no logging library of the container can meet one of a webapp. {@code
 * -Djava.util.logging.config.file} replaces all of it.
 */
final class Logging {
  private static final String PROVIDER = "org.jboss.logging.provider";

  private Logging() {}

  /** To be called before the first logger is made. */
  static void prepare(boolean quiet) {
    if (System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty("java.util.logging.manager", "io.slipway.cli.LastingLogManager");
    }
    // Else JBoss Logging looks for translations of its messages, of which there are none, in every
    // jar.
    if (System.getProperty("org.jboss.logging.locale") == null) {
      System.setProperty("org.jboss.logging.locale", "ROOT");
    }
    Setup.run(quiet);
    useJdk();
  }

  /**
   * JBoss Logging would look for other libraries on the class path first. A webapp's own copy of it
   * shall look for the webapp's: what decides here is gone again when the webapps start.
   */
  private static void useJdk() {
    if (System.getProperty(PROVIDER) != null) {
      return;
    }
    System.setProperty(PROVIDER, "jdk");
    try {
      org.jboss.logging.Logger.getLogger("io.slipway");
    } finally {
      System.clearProperty(PROVIDER);
    }
  }

  /** Apart, so that {@link #prepare} runs before any class of the JDK's logging is initialised. */
  private static final class Setup {
    /** Say at INFO which version they are. Kept here because the JDK holds loggers only weakly. */
    private static final List<Logger> TALKATIVE =
        List.of(
            Logger.getLogger("org.xnio"),
            Logger.getLogger("io.undertow"),
            Logger.getLogger("org.jboss"));

    private static final Logger SCHEMAS =
        Logger.getLogger("org.apache.tomcat.util.descriptor.DigesterFactory");

    static void run(boolean quiet) {
      if (!(LogManager.getLogManager() instanceof LastingLogManager)) {
        return;
      }
      Handler handler = new ToStandardError();
      handler.setLevel(Level.ALL);
      Logger root = Logger.getLogger("");
      root.addHandler(handler);
      root.setLevel(quiet ? Level.WARNING : Level.INFO);
      TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
      // Says that it could not read schemas for a validation that is off.
      SCHEMAS.setLevel(Level.SEVERE);
    }
  }

  /**
   * Not the JDK's console handler: libraries of the pages look for one and give it their own
   * format.
   */
  private static final class ToStandardError extends StreamHandler {
    ToStandardError() {
      super(System.err, new OneLine());
    }

    @Override
    public synchronized void publish(LogRecord event) {
      super.publish(event);
      flush();
    }

    @Override
    public synchronized void close() {
      flush(); // standard error is not ours to close
    }
  }

  /**
   * {@code 2026-01-31 12:00:00.000 WARN io.slipway.deploy: text}, and the stack of an exception.
   */
  static final class OneLine extends Formatter {
    /** Apart, because a start that logs nothing need not know the time zone. */
    private static final class Time {
      static final DateTimeFormatter FORMAT =
          DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
              .withZone(ZoneId.systemDefault());
    }

    @Override
    public String format(LogRecord event) {
      StringBuilder line = new StringBuilder(160);
      Time.FORMAT.formatTo(Instant.ofEpochMilli(event.getMillis()), line);
      line.append(' ').append(level(event.getLevel()));
      line.append(' ').append(source(event)).append(": ");
      line.append(formatMessage(event).stripTrailing()).append(System.lineSeparator());
      Throwable thrown = event.getThrown();
      if (thrown != null) {
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        line.append(stack);
      }
      return line.toString();
    }

    /** The logger, or the class that logged where the event names none. */
    private static String source(LogRecord event) {
      String logger = event.getLoggerName();
      return logger == null ? String.valueOf(event.getSourceClassName()) : logger;
    }

    /** By value, because JBoss Logging has levels of its own. */
    private static String level(Level level) {
      int value = level.intValue();
      if (value >= Level.SEVERE.intValue()) {
        return "ERROR";
      }
      if (value >= Level.WARNING.intValue()) {
        return "WARN ";
      }
      return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }
  }
}
