package io.slipway.pipeline;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.xnio.IoUtils;

/**
 * Lines to a file, by a thread of its own. {@link #add} takes no lock and never waits; it wakes the
 * writer only when that sleeps for good, so that busy times cost no wake-up for each line.
 */
final class LogFile implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");
  private static final long GATHER_NANOS = 50_000_000L;
  private static final long CLOSE_MILLIS = 10_000L;

  private final Path path;
  private final boolean rotate;
  private final int capacity;
  private final Clock clock;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread = new Thread(this::run, "slipway-access-log");
  private volatile boolean asleep;
  private volatile boolean closed;

  // Only the writer's thread from here.
  private BufferedWriter writer;
  private LocalDate day;
  private boolean failing;

  /**
   * @param clock says which day it is
   * @throws IOException if it cannot be written; the message names the file and says why
   */
  static LogFile open(Path path, boolean rotate, int capacity, Clock clock) throws IOException {
    LogFile log;
    try {
      log = new LogFile(path.toAbsolutePath(), rotate, capacity, clock);
    } catch (FileSystemException e) {
      // its message may be nothing but the file
      throw new IOException("access-log.file " + path + " cannot be written: " + e, e);
    }
    log.thread.setDaemon(true);
    log.thread.start();
    return log;
  }

  private LogFile(Path path, boolean rotate, int capacity, Clock clock) throws IOException {
    this.path = path;
    this.rotate = rotate;
    this.capacity = capacity;
    this.clock = clock;
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    day = LocalDate.now(clock);
    if (rotate && Files.exists(path) && Files.size(path) > 0) {
      Instant written = Files.getLastModifiedTime(path).toInstant();
      LocalDate last = LocalDate.ofInstant(written, clock.getZone());
      if (last.isBefore(day)) {
        Files.move(path, dated(last));
      }
    }
    writer = append();
  }

  private BufferedWriter append() throws IOException {
    return Files.newBufferedWriter(
        path, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  void add(String line) {
    if (size.incrementAndGet() > capacity || closed) {
      size.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    lines.add(line);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      writeAll();
      asleep = true;
      if (lines.isEmpty() && !closed) {
        LockSupport.park(this);
      }
      asleep = false;
      if (!closed) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      }
    }
    writeAll();
    try {
      writer.close();
    } catch (IOException e) {
      LOG.errorf(e, "access log %s (access-log.file) could not be closed", path);
    }
  }

  private void writeAll() {
    try {
      if (failing) {
        // The disk may be there again.
        IoUtils.safeClose(writer);
        writer = append();
        failing = false;
      }
      rotateIfDue();
      for (String line = lines.peek(); line != null; line = lines.peek()) {
        writer.write(line);
        writer.newLine();
        lines.poll();
        size.decrementAndGet();
      }
      writer.flush();
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        LOG.warnf(
            "access log %s: %s lines dropped, more than access-log.queue (%s) waited",
            path, lost, capacity);
      }
    } catch (IOException e) {
      if (!failing) {
        LOG.errorf(e, "access log %s (access-log.file) cannot be written", path);
      }
      failing = true;
    }
  }

  private void rotateIfDue() throws IOException {
    if (!rotate) {
      return;
    }
    LocalDate today = LocalDate.now(clock);
    if (today.isAfter(day)) {
      writer.close();
      if (Files.exists(path)) {
        Files.move(path, dated(day));
      }
      writer = append();
      day = today;
    }
  }

  /** {@code access.2026-01-31.log} for {@code access.log}; numbered if that is taken. */
  private Path dated(LocalDate date) {
    Path fileName = path.getFileName();
    String name = fileName == null ? "access.log" : fileName.toString();
    int dot = name.lastIndexOf('.');
    String base = dot <= 0 ? name : name.substring(0, dot);
    String extension = dot <= 0 ? "" : name.substring(dot);
    Path free = path.resolveSibling(base + "." + date + extension);
    for (int i = 1; Files.exists(free); i++) {
      free = path.resolveSibling(base + "." + date + "-" + i + extension);
    }
    return free;
  }

  /** Writes what is left, then lets the file go. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
