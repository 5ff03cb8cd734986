package io.slipway.websocket;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames in the order in which they come, from any thread, without ever making one wait for
 * the socket. A frame is complete when it has left for the socket; those who want to wait do so for
 * that.
 */
final class FrameWriter extends Writer implements WriteListener {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");

  /** Bytes that may wait to leave before no more is read: who asks has to take the answers. */
  private static final int ENOUGH = 64 * 1024;

  /** What a frame takes in memory beside its bytes, about. */
  private static final int OVERHEAD = 128;

  private static final Runnable NOTHING = () -> {};

  private static final class Outgoing {
    final ByteBuffer frame;
    final @Nullable CompletionHandler<ByteBuffer> handler;
    boolean handed;

    Outgoing(ByteBuffer frame, @Nullable CompletionHandler<ByteBuffer> handler) {
      this.frame = frame;
      this.handler = handler;
    }

    int weight() {
      return frame.remaining() + OVERHEAD;
    }
  }

  /** Held for short times only: the stream is not waited for, and no handler is called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition ended = lock.newCondition();
  private final ArrayDeque<Outgoing> frames = new ArrayDeque<>();
  private long weight;
  private @Nullable Runnable whenRoom;
  private @Nullable WebConnection connection;
  private @Nullable ServletOutputStream output;

  /** {@link #onWritePossible} will come: until then nobody touches the stream. */
  private boolean waiting = true;

  /** No more frames are taken. */
  private boolean closing;

  /** The stream is closed, or broken. */
  private boolean closed;

  void open(WebConnection web) throws IOException {
    ServletOutputStream out = web.getOutputStream();
    lock.lock();
    try {
      connection = web;
      output = out;
    } finally {
      lock.unlock();
    }
    out.setWriteListener(this);
  }

  @Override
  public void write(ByteBuffer frame, @Nullable CompletionHandler<ByteBuffer> handler) {
    boolean refused;
    lock.lock();
    try {
      refused = closing || closed;
      if (!refused) {
        Outgoing added = new Outgoing(frame, handler);
        frames.add(added);
        weight += added.weight();
      }
    } finally {
      lock.unlock();
    }
    if (refused) {
      if (handler != null) {
        handler.failed(new IOException("The WebSocket connection is closed"));
      }
    } else {
      send();
    }
  }

  /**
   * Whether the client takes what is sent to it, so that more of what it sends may be read.
   *
   * @param later run once, on any thread, when that is so again; only if it is not now
   */
  boolean hasRoom(Runnable later) {
    lock.lock();
    try {
      if (weight <= ENOUGH || closed) {
        return true;
      }
      whenRoom = later;
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether no more frames are taken. */
  boolean isClosing() {
    lock.lock();
    try {
      return closing;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock: what is to be run without it. */
  private Runnable takeWhenRoom() {
    Runnable told = whenRoom;
    if (told == null || (weight > ENOUGH / 2 && !closed)) {
      return NOTHING;
    }
    whenRoom = null;
    return told;
  }

  @Override
  public void onWritePossible() {
    lock.lock();
    try {
      waiting = false;
    } finally {
      lock.unlock();
    }
    send();
  }

  /** Sends as much as the socket takes, and tells what has left. */
  private void send() {
    List<Outgoing> left = new ArrayList<>(1);
    IOException failure = null;
    Runnable readOn = NOTHING;
    lock.lock();
    try {
      pump(left);
      readOn = takeWhenRoom();
    } catch (IOException broken) {
      failure = broken;
    } finally {
      lock.unlock();
    }
    for (Outgoing frame : left) {
      if (frame.handler != null) {
        frame.handler.completed(frame.frame);
      }
    }
    if (failure != null) {
      end(failure);
    }
    readOn.run();
  }

  private void pump(List<Outgoing> left) throws IOException {
    ServletOutputStream out = output;
    while (out != null && !waiting && !closed) {
      Outgoing next = frames.peek();
      if (next == null) {
        if (closing) {
          closeConnection();
        }
        return;
      }
      if (!next.handed) {
        next.handed = true;
        out.write(next.frame.duplicate());
      }
      if (out.isReady()) {
        weight -= next.weight();
        left.add(frames.remove());
      } else {
        waiting = true;
      }
    }
  }

  private void closeConnection() throws IOException {
    closed = true;
    ended.signalAll();
    WebConnection web = connection;
    if (web != null) {
      try {
        web.close();
      } catch (IOException | RuntimeException failure) {
        throw failure;
      } catch (Exception failure) {
        throw new IOException(failure);
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  /** Takes no more frames, and closes the connection when those that are here have left. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
    } finally {
      lock.unlock();
    }
    send();
  }

  /** The connection is not there any more. */
  void gone() {
    end(new IOException("The WebSocket connection is closed"));
  }

  /**
   * Waits until the last frame has left and the stream is closed.
   *
   * @param nanos how long at most
   * @return false if it has not come to that
   */
  boolean awaitEnd(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = ended.awaitNanos(left);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void end(Throwable failure) {
    List<Outgoing> lost = new ArrayList<>();
    Runnable readOn;
    lock.lock();
    try {
      closing = true;
      lost.addAll(frames);
      frames.clear();
      weight = 0;
      if (!closed) {
        LOG.debugf(
            failure, "A WebSocket connection has broken with %d frames to be sent", lost.size());
        closeConnection();
      }
    } catch (IOException more) {
      failure.addSuppressed(more);
    } finally {
      readOn = takeWhenRoom();
      lock.unlock();
    }
    for (Outgoing frame : lost) {
      if (frame.handler != null) {
        frame.handler.failed(failure);
      }
    }
    readOn.run();
  }
}
