package io.slipway.wire;

import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Suspends reads only when something arrives that nobody wants. Undertow suspends the reads of a
 * connection with every request and resumes them with its end; where a worker thread ends the
 * request that costs two changes at the kernel's poll set and a wake-up of the IO thread, for
 * nothing: while a request runs, a client hardly ever sends. So a suspension is only noted, and
 * done when the IO thread finds the connection readable meanwhile.
 *
 * <p>Installed before anything else knows the connection, and used by its IO thread and whoever
 * runs a request.
 */
final class LazyReads extends AbstractStreamSourceConduit<StreamSourceConduit> {
  private static final int WANTED = 0;

  /** Suspended, but the selector does not know. */
  private static final int NOTED = 1;

  private static final int SUSPENDED = 2;

  private final AtomicInteger state = new AtomicInteger(SUSPENDED);

  /** Calls of the handler that were asked for, whatever the state. */
  private final AtomicInteger wakeups = new AtomicInteger();

  private LazyReads(StreamSourceConduit next) {
    super(next);
  }

  static void on(StreamConnection connection) {
    ConduitStreamSourceChannel channel = connection.getSourceChannel();
    LazyReads lazy = new LazyReads(channel.getConduit());
    channel.setConduit(lazy);
    lazy.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(channel));
  }

  @Override
  public void suspendReads() {
    state.compareAndSet(WANTED, NOTED);
  }

  @Override
  public void resumeReads() {
    if (state.get() != WANTED && state.getAndSet(WANTED) == SUSPENDED) {
      next.resumeReads();
    }
  }

  @Override
  public void wakeupReads() {
    wakeups.incrementAndGet();
    state.set(WANTED);
    next.wakeupReads();
  }

  @Override
  public boolean isReadResumed() {
    return state.get() == WANTED;
  }

  @Override
  public void setReadReadyHandler(ReadReadyHandler handler) {
    super.setReadReadyHandler(
        new ReadReadyHandler() {
          @Override
          public void readReady() {
            if (wanted()) {
              handler.readReady();
            }
          }

          @Override
          public void forceTermination() {
            handler.forceTermination();
          }

          @Override
          public void terminated() {
            handler.terminated();
          }
        });
  }

  /** On the IO thread. False once reads are suspended indeed. */
  private boolean wanted() {
    if (wakeups.get() > 0) {
      wakeups.decrementAndGet();
      return true;
    }
    while (state.get() != WANTED) {
      next.suspendReads();
      if (state.compareAndSet(NOTED, SUSPENDED) || state.get() == SUSPENDED) {
        return false;
      }
      // Resumed between the two: the selector must know again
      next.resumeReads();
    }
    return true;
  }
}
