package io.slipway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged in a category and below it, from its making until it is closed. */
public final class CapturedLog extends Handler implements AutoCloseable {
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;

  public CapturedLog(String category) {
    logger = Logger.getLogger(category);
    before = logger.getLevel();
    logger.addHandler(this);
  }

  /** With lines that are not logged otherwise. */
  public CapturedLog(String category, Level level) {
    this(category);
    logger.setLevel(level);
  }

  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  public List<String> messages() {
    return records.stream().map(record -> String.valueOf(record.getMessage())).toList();
  }

  public void clear() {
    records.clear();
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
