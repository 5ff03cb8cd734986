package io.slipway.websocket;

import io.slipway.spi.PromptWriteListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.glassfish.tyrus.spi.WriterInfo;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames in the order in which they come, from any thread, without ever making one wait for
 * the socket. A frame is complete when it has left for the socket; those who want to wait do so for
 * that. The thread that finds nobody sending sends for all: it holds no lock, as the IO thread may
 * not wait for one, least of all for that of a virtual thread which it carries.
 */
final class FrameWriter extends Writer implements PromptWriteListener {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");

  /** Bytes that may wait to leave before no more is read: who asks has to take the answers. */
  private static final int ENOUGH = 64 * 1024;

  /** Handlers that send, within another's call; the next is called by a thread of its own. */
  private static final int MOST_NESTED = 16;

  private static final ThreadLocal<int[]> NESTED = ThreadLocal.withInitial(() -> new int[1]);

  /** What a frame takes in memory beside its bytes, about. */
  private static final int OVERHEAD = 128;

  /**
   * @param weight bytes it takes while it waits
   * @param sendHandler the handler may call one of the application: of other frames it only
   *     completes a future
   * @param sender if it waits until the frame has left
   */
  private record Outgoing(
      ByteBuffer frame,
      int weight,
      @Nullable CompletionHandler<ByteBuffer> handler,
      boolean sendHandler,
      @Nullable SenderWait sender) {
    void completed() {
      senderGoesOn();
      if (handler != null) {
        handler.completed(frame);
      }
    }

    void failed(ConnectionGone failure) {
      senderGoesOn();
      if (handler != null) {
        handler.failed(failure);
      }
    }

    private void senderGoesOn() {
      if (sender != null) {
        sender.end();
      }
    }
  }

  /** What one thread has sent, or given up, and tells when it does not send any more. */
  private static final class Told {
    private final List<Runnable> futures = new ArrayList<>(1);
    private final List<Runnable> sendHandlers = new ArrayList<>(0);
    private @Nullable Runnable readOn;

    void add(Outgoing frame, Runnable call) {
      (frame.sendHandler() ? sendHandlers : futures).add(call);
    }
  }

  private final Queue<Outgoing> frames = new ConcurrentLinkedQueue<>();
  private final AtomicLong weight = new AtomicLong();
  private final AtomicReference<@Nullable Runnable> whenRoom = new AtomicReference<>();
  private final AtomicReference<@Nullable ConnectionGone> failure = new AtomicReference<>();
  private final Executor sendHandlers;

  /** At 0 when the stream is closed, or broken. */
  private final CountDownLatch ended = new CountDownLatch(1);

  /** No more frames are taken. */
  private volatile boolean closing;

  /** {@link #onWritePossible} has come: while it is awaited nobody touches the stream. */
  private volatile boolean writable;

  private volatile @Nullable WebConnection connection;

  /** Calls of {@link #send} that are not answered; who makes it 1 sends. */
  private final AtomicInteger asked = new AtomicInteger();

  // ---- of the thread that sends ----

  private @Nullable ServletOutputStream output;

  /** The first frame is with the stream, which has not sent all of it. */
  private boolean handed;

  /**
   * @param sendHandlers threads for what may call the application, where the IO thread must not:
   *     none that wait for frames to leave
   */
  FrameWriter(Executor sendHandlers) {
    this.sendHandlers = sendHandlers;
  }

  void open(WebConnection web) throws IOException {
    ServletOutputStream out = web.getOutputStream();
    connection = web;
    output = out;
    out.setWriteListener(this);
  }

  @Override
  public void write(ByteBuffer frame, @Nullable CompletionHandler<ByteBuffer> handler) {
    write(frame, handler, true, null);
  }

  @Override
  public void write(
      ByteBuffer frame, @Nullable CompletionHandler<ByteBuffer> handler, WriterInfo info) {
    WriterInfo.RemoteEndpointType remote = info.getRemoteEndpointType();
    write(
        frame,
        handler,
        remote == WriterInfo.RemoteEndpointType.ASYNC,
        remote == WriterInfo.RemoteEndpointType.BASIC ? SenderWait.ofCurrent() : null);
  }

  private void write(
      ByteBuffer frame,
      @Nullable CompletionHandler<ByteBuffer> handler,
      boolean sendHandler,
      @Nullable SenderWait sender) {
    Outgoing added =
        new Outgoing(frame, frame.remaining() + OVERHEAD, handler, sendHandler, sender);
    if (closing) {
      added.failed(new ConnectionGone());
      return;
    }
    weight.addAndGet(added.weight());
    frames.add(added);
    send(false);
    if (sender != null) {
      sender.begin();
    }
  }

  /**
   * Whether the client takes what is sent to it, so that more of what it sends may be read.
   *
   * @param later run once, on any thread, when that is so again; only if it is not now
   */
  boolean hasRoom(Runnable later) {
    if (weight.get() <= ENOUGH) {
      return true;
    }
    whenRoom.set(later);
    // The last frames may have left before that was seen
    return mayReadOn() && whenRoom.compareAndSet(later, null);
  }

  private boolean mayReadOn() {
    return weight.get() <= ENOUGH / 2;
  }

  private boolean isEnded() {
    return ended.getCount() == 0;
  }

  /** Whether no more frames are taken. */
  boolean isClosing() {
    return closing;
  }

  @Override
  public void onWritePossible() {
    writable = true;
    send(true);
  }

  /**
   * Sends as much as the socket takes, and tells what has left; if another thread does so now, it
   * goes on for this one.
   *
   * @param prompt on the IO thread
   */
  private void send(boolean prompt) {
    if (asked.getAndIncrement() != 0) {
      return;
    }
    Told told = new Told();
    int answered = 1;
    do {
      pump(told);
      answered = asked.addAndGet(-answered);
    } while (answered != 0);
    told.futures.forEach(Runnable::run);
    if (told.readOn != null) {
      told.readOn.run();
    }
    if (told.sendHandlers.isEmpty()) {
      return;
    }
    int[] depth = NESTED.get();
    if (prompt || depth[0] == MOST_NESTED) {
      elsewhere(told.sendHandlers);
    } else {
      depth[0]++;
      call(told.sendHandlers);
      depth[0]--;
    }
  }

  /** One that fails is no matter of the others, nor of who happens to send. */
  private static void call(List<Runnable> sendHandlers) {
    for (Runnable handler : sendHandlers) {
      try {
        handler.run();
      } catch (Throwable failure) {
        LOG.error("A SendHandler failed", failure);
      }
    }
  }

  private void elsewhere(List<Runnable> calls) {
    try {
      sendHandlers.execute(() -> call(calls));
    } catch (RejectedExecutionException stopping) {
      LOG.debug("The webapp ends before its SendHandlers are told", stopping);
    }
  }

  private void pump(Told told) {
    try {
      if (failure.get() == null) {
        sendFrames(told);
      }
    } catch (IOException | RuntimeException broken) {
      failure.compareAndSet(null, new ConnectionGone(broken));
    }
    ConnectionGone why = failure.get();
    if (why != null || isEnded()) {
      giveUp(why == null ? new ConnectionGone() : why, told);
    }
    if (mayReadOn()) {
      Runnable later = whenRoom.getAndSet(null);
      told.readOn = later == null ? told.readOn : later;
    }
  }

  private void sendFrames(Told told) throws IOException {
    ServletOutputStream out = output;
    while (writable && out != null && !isEnded()) {
      Outgoing next = frames.peek();
      if (next == null) {
        if (closing) {
          closeConnection();
        }
        return;
      }
      if (!handed) {
        handed = true;
        out.write(next.frame().duplicate());
      }
      // Before it is asked, as the call that is then owed may come at once
      writable = false;
      if (!out.isReady()) {
        return;
      }
      writable = true;
      handed = false;
      frames.remove();
      weight.addAndGet(-next.weight());
      told.add(next, next::completed);
    }
  }

  private void giveUp(ConnectionGone why, Told told) {
    closing = true;
    if (!isEnded()) {
      LOG.debug("A WebSocket connection has broken", why);
      try {
        closeConnection();
      } catch (IOException | RuntimeException more) {
        why.addSuppressed(more);
      }
    }
    for (Outgoing lost = frames.poll(); lost != null; lost = frames.poll()) {
      Outgoing frame = lost;
      weight.addAndGet(-frame.weight());
      told.add(frame, () -> frame.failed(why));
    }
  }

  private void closeConnection() throws IOException {
    ended.countDown();
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

  /** Takes no more frames, and closes the connection when those that are here have left. */
  @Override
  public void close() {
    closing = true;
    send(false);
  }

  @Override
  public void onError(Throwable broken) {
    end(new ConnectionGone(broken), true);
  }

  @Override
  public void onClosed() {
    end(new ConnectionGone(), true);
  }

  /** The connection is not there any more. */
  void gone() {
    end(new ConnectionGone(), false);
  }

  private void end(ConnectionGone why, boolean prompt) {
    failure.compareAndSet(null, why);
    send(prompt);
  }

  /**
   * Waits until the last frame has left and the stream is closed.
   *
   * @param nanos how long at most
   * @return false if it has not come to that
   */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }
}
