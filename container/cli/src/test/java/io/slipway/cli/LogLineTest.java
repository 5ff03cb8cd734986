package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static final Logger ANONYMOUS = Logger.getAnonymousLogger();

  private final StringBuilder lines = new StringBuilder();

  /** Libraries log events without a name, too: {@code log(LogRecord)}, anonymous loggers. */
  @Test
  void anEventWithoutALoggersNameHasThatOfTheClassThatLogged() {
    ANONYMOUS.setUseParentHandlers(false);
    ANONYMOUS.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord event) {
            lines.append(new Logging.OneLine().format(event));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });

    ANONYMOUS.log(Level.INFO, "hello");

    assertThat(lines.toString()).contains(" INFO  io.slipway.cli.LogLineTest: hello");
  }
}
