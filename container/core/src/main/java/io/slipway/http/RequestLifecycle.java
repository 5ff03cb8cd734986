package io.slipway.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a request stands between its first dispatch and its end, and what is to be done next:
 * Servlet 6.1, 2.3.3.3, 3.12 and 5.7. A pure state machine: it does no IO, calls nobody, asks only
 * how the response stands ({@link ResponseState}) and holds no lock (one compare-and-set word), so
 * that servlets, application threads, timers and IO threads may all report to it. At most one
 * thread at a time runs the request's actions: whoever is told so by the return value of an event
 * must have {@link RequestRunner} run, which asks {@link #next} after every action.
 *
 * <p>"Cycle" is an asynchronous cycle: from {@code startAsync} to {@code complete} or the next
 * {@code startAsync}. {@code !} means {@code IllegalStateException}, {@code -} that nothing
 * changes, {@code *} that the runner must be scheduled, {@code +x} that the event is noted and
 * looked at by the next {@code next}.
 *
 * <pre>
 *                runs?  startAsync  dispatch     complete    timeout    fail    abort      read        write
 * IDLE            no    !           !            !           -          -       -          -           -
 * DISPATCHING     yes   STARTED     !            !           -          +fault  -          +           +
 * STARTED         yes   !           DISPATCHED   COMPLETED   +expired   +fault  +aborted   +           +
 * SUSPENDED       no    !           DISPATCHED*  COMPLETED*  STARTED*+  -       STARTED*+  STARTED*+   STARTED*+
 * DISPATCHED      yes   !           !            !           -          +fault  -          +           +
 * DISPATCH_HELD   no    !           !            !           -          -       -          +           DISPATCHED*+
 * COMPLETED       yes   !           !            !           -          +fault  -          -           +
 * COMPLETE_HELD   no    !           !            !           -          -       -          -           COMPLETED*+
 * EXPIRING        yes   !           DISPATCHED   COMPLETED   -          -       -          +           +
 * FAILING         yes   !           DISPATCHED   COMPLETED   -          -       -          +           +
 * ASYNC_ERROR     yes   !           DISPATCHED   COMPLETED   -          -       -          +           +
 * COMPLETING      yes   !           !            !           -          -       -          -           -
 * DONE            no    !           !            !           -          -       -          -           -
 * </pre>
 *
 * <p>What {@code next} answers ("error" is a pending {@code sendError}, "unsent" a response in
 * non-blocking mode of which the client has not taken all; the first line that applies counts):
 *
 * <pre>
 * IDLE         -> DISPATCHING  DISPATCH
 * DISPATCHING  -> FAILING      ERROR_EVENT     fault, and there was a cycle
 *              -> DISPATCHING  ERROR_DISPATCH  fault or error
 *              -> COMPLETING   COMPLETE
 * STARTED      -> FAILING      ERROR_EVENT     fault
 *              -> STARTED      READ_CALLBACK   read noted
 *              -> STARTED      WRITE_CALLBACK  write noted
 *              -> FAILING      ERROR_EVENT     aborted
 *              -> EXPIRING     TIMEOUT         expired
 *              -> SUSPENDED    WAIT
 * DISPATCHED   -> FAILING      ERROR_EVENT     fault
 *              -> DISPATCHED   SEND            unsent, and write noted
 *              -> DISPATCH_HELD  WAIT          unsent
 *              -> DISPATCHING  ASYNC_DISPATCH
 * COMPLETED    -> COMPLETED    ERROR_DISPATCH  fault or error
 *              -> COMPLETED    SEND            unsent, and write noted
 *              -> COMPLETE_HELD  WAIT          unsent
 *              -> COMPLETING   COMPLETE
 * EXPIRING     -> ASYNC_ERROR  ERROR_DISPATCH
 * FAILING      -> ASYNC_ERROR  ERROR_DISPATCH
 * ASYNC_ERROR  -> COMPLETING   COMPLETE
 * COMPLETING   -> DONE         NONE
 * SUSPENDED, DISPATCH_HELD, COMPLETE_HELD, DONE: must not be asked; answer NONE
 * </pre>
 *
 * <p>{@code dispatch} and {@code complete} note a write, so that what is unsent is tried once; the
 * held phases are what the Javadoc of both methods asks for: in non-blocking mode they take effect
 * when the writes under way have come to their end.
 *
 * <p>A fault is an exception that left {@code service}; an abort is a connection that broke while
 * nobody was writing to or reading from it, or what made a read or write listener fail. It is told
 * to the listeners only (a dispatch or a completion under way finds out by itself), and remembered:
 * {@code dispatch} and {@code complete} of an application that had not heard of it do nothing in
 * COMPLETING and DONE, instead of {@code !}. The timeout belongs to a cycle: one that comes late,
 * after another cycle has begun, changes nothing.
 */
final class RequestLifecycle {
  enum Phase {
    IDLE,
    DISPATCHING,
    STARTED,
    SUSPENDED,
    DISPATCHED,
    DISPATCH_HELD,
    COMPLETED,
    COMPLETE_HELD,
    EXPIRING,
    FAILING,
    ASYNC_ERROR,
    COMPLETING,
    DONE
  }

  enum Event {
    START_ASYNC,
    DISPATCH,
    COMPLETE,
    TIMEOUT,
    FAIL,
    ABORT,
    READ,
    WRITE
  }

  enum Action {
    NONE,
    DISPATCH,
    ASYNC_DISPATCH,
    ERROR_DISPATCH,
    READ_CALLBACK,
    WRITE_CALLBACK,
    TIMEOUT,
    ERROR_EVENT,
    SEND,
    WAIT,
    COMPLETE
  }

  /** What {@link #next} asks of the response. */
  interface ResponseState {
    /** Whether {@code sendError} was called and not yet answered. */
    boolean errorPending();

    /** Whether it is in non-blocking mode and not all of it has left. */
    boolean isUnsent();
  }

  private static final Phase[] PHASES = Phase.values();
  private static final Action[] ACTIONS = Action.values();

  // The word: phase in bits 0-3, the last action in 4-7, what was noted in 8-15, the number of the
  // cycle above.
  private static final int ACTION_SHIFT = 4;
  static final int READ = 1 << 8;
  static final int WRITE = 1 << 9;
  static final int EXPIRED = 1 << 10;
  static final int FAULT = 1 << 11;
  static final int ABORTED = 1 << 12;

  /** There was a cycle. */
  static final int CYCLE = 1 << 13;

  /** The dispatch that began the cycle has returned to the container. */
  static final int RETURNED = 1 << 14;

  /**
   * {@code dispatch} or {@code complete} was called before the dispatch that began the cycle has
   * returned.
   */
  static final int EARLY = 1 << 15;

  private static final int NOTED = READ | WRITE | EXPIRED | FAULT | ABORTED;
  private static final int CYCLE_SHIFT = 16;
  static final int REFUSED = -1;

  /** Whatever the cycle. */
  private static final int ANY = -1;

  private final AtomicInteger word = new AtomicInteger();

  /**
   * {@code startAsync}.
   *
   * @return the number of the new cycle, for {@link #timeout}
   * @throws IllegalStateException if not within a dispatch, or for the second time in one
   */
  int startAsync() {
    return fire(Event.START_ASYNC, "startAsync", ANY) >>> CYCLE_SHIFT;
  }

  /**
   * {@code AsyncContext.dispatch}.
   *
   * @param cycle that of the context: of another one nothing is decided
   * @return whether the caller must schedule the runner
   */
  boolean dispatch(int cycle) {
    return fire(Event.DISPATCH, "dispatch", cycle) < 0;
  }

  /** {@code AsyncContext.complete}; true if the caller must schedule the runner. */
  boolean complete(int cycle) {
    return fire(Event.COMPLETE, "complete", cycle) < 0;
  }

  /** The timer of a cycle has run out; true if the caller must schedule the runner. */
  boolean timeout(int cycle) {
    while (true) {
      int old = word.get();
      if (old >>> CYCLE_SHIFT != cycle) {
        return false;
      }
      int now = on(old, Event.TIMEOUT);
      if (word.compareAndSet(old, now)) {
        return phase(old) == Phase.SUSPENDED;
      }
    }
  }

  /** An exception left the dispatch that runs. */
  void fail() {
    scheduled(Event.FAIL, "fail");
  }

  /** The connection broke; true if the caller must schedule the runner. */
  boolean abort() {
    return scheduled(Event.ABORT, "abort");
  }

  /**
   * The read listener has something to be called for; true if the caller must schedule the runner.
   */
  boolean readPossible() {
    return scheduled(Event.READ, "read");
  }

  /**
   * The write listener may write, or must hear of a failure; true if the caller must schedule the
   * runner.
   */
  boolean writePossible() {
    return scheduled(Event.WRITE, "write");
  }

  /**
   * What to do now. Only for the thread that runs the request's actions; after {@link Action#WAIT}
   * and {@link Action#NONE} it must let go of the request.
   *
   * @param response asked after the word is read, as another thread may have it: who calls {@code
   *     sendError} and then {@code complete} is seen to have done both
   */
  Action next(ResponseState response) {
    while (true) {
      int old = word.get();
      int now = advance(old, response.errorPending(), response.isUnsent());
      if (word.compareAndSet(old, now)) {
        return action(now);
      }
    }
  }

  /**
   * {@code ServletRequest.isAsyncStarted}: still true after an early {@code dispatch} or {@code
   * complete}, as 2.3.3.3 demands.
   */
  boolean isAsyncStarted() {
    int now = word.get();
    return switch (phase(now)) {
      case STARTED, SUSPENDED, EXPIRING, FAILING, ASYNC_ERROR -> true;
      case DISPATCHED, COMPLETED -> (now & EARLY) != 0;
      case DISPATCH_HELD, COMPLETE_HELD, IDLE, DISPATCHING, COMPLETING, DONE -> false;
    };
  }

  /**
   * Whether {@code dispatch} or {@code complete} may be called: the cycle has begun and is not
   * decided.
   */
  boolean isAsyncOpen() {
    return !isGone() && on(word.get(), Event.COMPLETE) != REFUSED;
  }

  /**
   * The container has ended the request because the connection broke: what the application asks for
   * now comes too late, and is no mistake of its own.
   */
  boolean isGone() {
    int now = word.get();
    Phase phase = phase(now);
    return (now & ABORTED) != 0 && (phase == Phase.COMPLETING || phase == Phase.DONE);
  }

  /** For the runner: whether {@link #next} would say WAIT, unless something happens first. */
  boolean isIdle() {
    int now = word.get();
    return phase(now) == Phase.STARTED && (now & NOTED) == 0;
  }

  /** Whether timeout and listeners of the cycle can no longer be set. */
  boolean isReturned() {
    return (word.get() & RETURNED) != 0;
  }

  boolean isDone() {
    return phase() == Phase.DONE;
  }

  Phase phase() {
    return phase(word.get());
  }

  private boolean scheduled(Event event, String name) {
    return fire(event, name, ANY) < 0;
  }

  private static boolean runs(Phase phase) {
    return switch (phase) {
      case SUSPENDED, DISPATCH_HELD, COMPLETE_HELD -> false;
      default -> true;
    };
  }

  /** The new word; its sign bit is set if the request was waiting and is not now. */
  private int fire(Event event, String name, int cycle) {
    while (true) {
      int old = word.get();
      if (cycle != ANY && old >>> CYCLE_SHIFT != cycle) {
        throw new IllegalStateException(
            "The asynchronous cycle of this AsyncContext has ended: another one was started");
      }
      int now = on(old, event);
      if (now == REFUSED) {
        throw new IllegalStateException(name + " is not possible: the request is " + phase(old));
      }
      if (now == old || word.compareAndSet(old, now)) {
        return phase(old) != phase(now) && !runs(phase(old)) ? now | Integer.MIN_VALUE : now;
      }
    }
  }

  /** The word after an event, or {@link #REFUSED}. */
  static int on(int word, Event event) {
    Phase phase = phase(word);
    return switch (event) {
      case START_ASYNC ->
          phase == Phase.DISPATCHING
              ? with((nextCycle(word) & ~(RETURNED | EARLY)) | CYCLE, Phase.STARTED)
              : REFUSED;
      case DISPATCH -> decide(word, phase, Phase.DISPATCHED);
      case COMPLETE -> decide(word, phase, Phase.COMPLETED);
      case TIMEOUT -> note(word, phase, EXPIRED);
      case ABORT -> note(word, phase, ABORTED);
      case FAIL ->
          switch (phase) {
            case DISPATCHING, STARTED, DISPATCHED, COMPLETED -> word | FAULT;
            default -> word;
          };
      case READ -> read(word, phase);
      case WRITE -> write(word, phase);
    };
  }

  private static int decide(int word, Phase phase, Phase decided) {
    return switch (phase) {
      case STARTED -> with(((word & RETURNED) == 0 ? word | EARLY : word) | WRITE, decided);
      case SUSPENDED, EXPIRING, FAILING, ASYNC_ERROR -> with(word | WRITE, decided);
      case COMPLETING, DONE -> (word & ABORTED) != 0 ? word : REFUSED;
      default -> REFUSED;
    };
  }

  private static int note(int word, Phase phase, int flag) {
    return switch (phase) {
      case STARTED -> word | flag;
      case SUSPENDED -> with(word | flag, Phase.STARTED);
      default -> word;
    };
  }

  private static int read(int word, Phase phase) {
    return switch (phase) {
      case SUSPENDED -> with(word | READ, Phase.STARTED);
      case IDLE, COMPLETED, COMPLETE_HELD, COMPLETING, DONE -> word;
      default -> word | READ;
    };
  }

  private static int write(int word, Phase phase) {
    return switch (phase) {
      case SUSPENDED -> with(word | WRITE, Phase.STARTED);
      case DISPATCH_HELD -> with(word | WRITE, Phase.DISPATCHED);
      case COMPLETE_HELD -> with(word | WRITE, Phase.COMPLETED);
      case IDLE, COMPLETING, DONE -> word;
      default -> word | WRITE;
    };
  }

  /** The word after the runner has asked what is next. */
  static int advance(int word, boolean error, boolean unsent) {
    boolean fault = (word & FAULT) != 0;
    int rest = word & ~(FAULT | EARLY);
    return switch (phase(word)) {
      case IDLE -> to(rest, Phase.DISPATCHING, Action.DISPATCH);
      case DISPATCHING -> {
        if (fault && (word & CYCLE) != 0) {
          yield to(rest, Phase.FAILING, Action.ERROR_EVENT);
        }
        yield fault || error
            ? to(rest, Phase.DISPATCHING, Action.ERROR_DISPATCH)
            : to(rest, Phase.COMPLETING, Action.COMPLETE);
      }
      case STARTED -> started(rest | RETURNED, fault);
      case DISPATCHED ->
          fault
              ? to(rest, Phase.FAILING, Action.ERROR_EVENT)
              : unsent && !error
                  ? sending(rest, Phase.DISPATCHED, Phase.DISPATCH_HELD)
                  : to(
                      rest & ~(WRITE | EXPIRED | ABORTED),
                      Phase.DISPATCHING,
                      Action.ASYNC_DISPATCH);
      case COMPLETED ->
          fault || error
              ? to(rest, Phase.COMPLETED, Action.ERROR_DISPATCH)
              : unsent
                  ? sending(rest, Phase.COMPLETED, Phase.COMPLETE_HELD)
                  : to(rest, Phase.COMPLETING, Action.COMPLETE);
      case EXPIRING, FAILING -> to(rest, Phase.ASYNC_ERROR, Action.ERROR_DISPATCH);
      case ASYNC_ERROR -> to(rest, Phase.COMPLETING, Action.COMPLETE);
      case COMPLETING -> to(rest & ~NOTED | word & ABORTED, Phase.DONE, Action.NONE);
      case SUSPENDED, DISPATCH_HELD, COMPLETE_HELD, DONE -> to(word, phase(word), Action.NONE);
    };
  }

  private static int sending(int word, Phase decided, Phase held) {
    return (word & WRITE) != 0
        ? to(word & ~WRITE, decided, Action.SEND)
        : to(word, held, Action.WAIT);
  }

  private static int started(int word, boolean fault) {
    if (fault) {
      return to(word, Phase.FAILING, Action.ERROR_EVENT);
    }
    if ((word & READ) != 0) {
      return to(word & ~READ, Phase.STARTED, Action.READ_CALLBACK);
    }
    if ((word & WRITE) != 0) {
      return to(word & ~WRITE, Phase.STARTED, Action.WRITE_CALLBACK);
    }
    if ((word & ABORTED) != 0) {
      return to(word, Phase.FAILING, Action.ERROR_EVENT);
    }
    if ((word & EXPIRED) != 0) {
      return to(word & ~EXPIRED, Phase.EXPIRING, Action.TIMEOUT);
    }
    return to(word, Phase.SUSPENDED, Action.WAIT);
  }

  static Phase phase(int word) {
    return PHASES[word & 15];
  }

  static Action action(int word) {
    return ACTIONS[word >>> ACTION_SHIFT & 15];
  }

  static int with(int word, Phase phase) {
    return word & ~15 | phase.ordinal();
  }

  private static int to(int word, Phase phase, Action action) {
    return with(word, phase) & ~(15 << ACTION_SHIFT) | action.ordinal() << ACTION_SHIFT;
  }

  /** 15 bits, so that the sign stays free. */
  private static int nextCycle(int word) {
    int cycle = (word >>> CYCLE_SHIFT) + 1 & 0x7fff;
    return word & 0xffff | cycle << CYCLE_SHIFT;
  }

  @Override
  public String toString() {
    return phase().toString();
  }
}
