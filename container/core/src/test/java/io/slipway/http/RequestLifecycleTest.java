package io.slipway.http;

import static io.slipway.http.RequestLifecycle.ABORTED;
import static io.slipway.http.RequestLifecycle.CYCLE;
import static io.slipway.http.RequestLifecycle.EXPIRED;
import static io.slipway.http.RequestLifecycle.FAULT;
import static io.slipway.http.RequestLifecycle.READ;
import static io.slipway.http.RequestLifecycle.REFUSED;
import static io.slipway.http.RequestLifecycle.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.http.RequestLifecycle.Action;
import io.slipway.http.RequestLifecycle.Event;
import io.slipway.http.RequestLifecycle.Phase;
import io.slipway.http.RequestLifecycle.ResponseState;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RequestLifecycleTest {
  private record Response(boolean errorPending, boolean isUnsent) implements ResponseState {}

  private static final ResponseState SENT = new Response(false, false);
  private static final ResponseState UNSENT = new Response(false, true);

  /**
   * The table of the class, once more: phase after the event, {@code !} refused, {@code +} noted in
   * place, {@code -} nothing.
   */
  private static final String TABLE =
      """
                     START_ASYNC DISPATCH    COMPLETE   TIMEOUT  FAIL ABORT    READ     WRITE
      IDLE           !           !           !          -        -    -        -        -
      DISPATCHING    STARTED     !           !          -        +    -        +        +
      STARTED        !           DISPATCHED  COMPLETED  +        +    +        +        +
      SUSPENDED      !           DISPATCHED  COMPLETED  STARTED  -    STARTED  STARTED  STARTED
      DISPATCHED     !           !           !          -        +    -        +        +
      DISPATCH_HELD  !           !           !          -        -    -        +        DISPATCHED
      COMPLETED      !           !           !          -        +    -        -        +
      COMPLETE_HELD  !           !           !          -        -    -        -        COMPLETED
      EXPIRING       !           DISPATCHED  COMPLETED  -        -    -        +        +
      FAILING        !           DISPATCHED  COMPLETED  -        -    -        +        +
      ASYNC_ERROR    !           DISPATCHED  COMPLETED  -        -    -        +        +
      COMPLETING     !           !           !          -        -    -        -        -
      DONE           !           !           !          -        -    -        -        -
      """;

  private static final Map<Event, Integer> NOTES =
      new EnumMap<>(
          Map.of(
              Event.TIMEOUT,
              EXPIRED,
              Event.FAIL,
              FAULT,
              Event.ABORT,
              ABORTED,
              Event.READ,
              READ,
              Event.WRITE,
              WRITE));

  @ParameterizedTest
  @EnumSource(Phase.class)
  void everyEventInEveryPhase(Phase phase) {
    String[] lines = TABLE.split("\n");
    String[] events = lines[0].trim().split(" +");
    String[] row = lines[phase.ordinal() + 1].trim().split(" +");
    assertThat(row[0]).isEqualTo(phase.name());
    for (int i = 0; i < events.length; i++) {
      Event event = Event.valueOf(events[i]);
      int before = RequestLifecycle.with(0, phase);
      int after = RequestLifecycle.on(before, event);
      String expected = row[i + 1];
      String name = phase + " " + event;
      switch (expected) {
        case "!" -> assertThat(after).as(name).isEqualTo(REFUSED);
        case "-" -> assertThat(after).as(name).isEqualTo(before);
        case "+" -> assertThat(after).as(name).isEqualTo(before | NOTES.get(event));
        default -> {
          assertThat(RequestLifecycle.phase(after)).as(name).isEqualTo(Phase.valueOf(expected));
          if (NOTES.containsKey(event)) {
            assertThat(after & NOTES.get(event)).as(name).isNotZero();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE, 0, false, DISPATCHING, DISPATCH",
    "DISPATCHING, 0, false, COMPLETING, COMPLETE",
    "DISPATCHING, 0, true, DISPATCHING, ERROR_DISPATCH",
    "DISPATCHING, FAULT, false, DISPATCHING, ERROR_DISPATCH",
    "DISPATCHING, CYCLE, true, DISPATCHING, ERROR_DISPATCH",
    "DISPATCHING, FAULT CYCLE, false, FAILING, ERROR_EVENT",
    "DISPATCHING, READ WRITE, false, COMPLETING, COMPLETE",
    "STARTED, 0, false, SUSPENDED, WAIT",
    "STARTED, 0, true, SUSPENDED, WAIT",
    "STARTED, FAULT READ, false, FAILING, ERROR_EVENT",
    "STARTED, READ WRITE ABORTED EXPIRED, false, STARTED, READ_CALLBACK",
    "STARTED, WRITE ABORTED EXPIRED, false, STARTED, WRITE_CALLBACK",
    "STARTED, ABORTED EXPIRED, false, FAILING, ERROR_EVENT",
    "STARTED, EXPIRED, false, EXPIRING, TIMEOUT",
    "DISPATCHED, 0, false, DISPATCHING, ASYNC_DISPATCH",
    "DISPATCHED, 0, true, DISPATCHING, ASYNC_DISPATCH",
    "DISPATCHED, FAULT, false, FAILING, ERROR_EVENT",
    "DISPATCHED, EXPIRED ABORTED, false, DISPATCHING, ASYNC_DISPATCH",
    "DISPATCHED, WRITE UNSENT, false, DISPATCHED, SEND",
    "DISPATCHED, UNSENT, false, DISPATCH_HELD, WAIT",
    "DISPATCHED, WRITE UNSENT, true, DISPATCHING, ASYNC_DISPATCH",
    "DISPATCHED, FAULT WRITE UNSENT, false, FAILING, ERROR_EVENT",
    "DISPATCH_HELD, UNSENT, false, DISPATCH_HELD, NONE",
    "COMPLETED, WRITE, false, COMPLETING, COMPLETE",
    "COMPLETED, WRITE UNSENT, false, COMPLETED, SEND",
    "COMPLETED, UNSENT, false, COMPLETE_HELD, WAIT",
    "COMPLETED, WRITE UNSENT, true, COMPLETED, ERROR_DISPATCH",
    "COMPLETED, FAULT UNSENT, false, COMPLETED, ERROR_DISPATCH",
    "COMPLETE_HELD, UNSENT, false, COMPLETE_HELD, NONE",
    "COMPLETED, 0, false, COMPLETING, COMPLETE",
    "COMPLETED, 0, true, COMPLETED, ERROR_DISPATCH",
    "COMPLETED, FAULT, false, COMPLETED, ERROR_DISPATCH",
    "COMPLETED, EXPIRED READ, false, COMPLETING, COMPLETE",
    "EXPIRING, 0, false, ASYNC_ERROR, ERROR_DISPATCH",
    "FAILING, 0, false, ASYNC_ERROR, ERROR_DISPATCH",
    "ASYNC_ERROR, 0, false, COMPLETING, COMPLETE",
    "COMPLETING, 0, false, DONE, NONE",
    "SUSPENDED, 0, false, SUSPENDED, NONE",
    "DONE, 0, false, DONE, NONE",
  })
  void whatComesNext(Phase phase, String noted, boolean error, Phase expected, Action action) {
    int word = RequestLifecycle.with(flags(noted), phase);
    int after = RequestLifecycle.advance(word, error, noted.contains("UNSENT"));
    assertThat(RequestLifecycle.phase(after)).isEqualTo(expected);
    assertThat(RequestLifecycle.action(after)).isEqualTo(action);
    assertThat(after & FAULT).as("a fault is looked at once").isZero();
    assertThat(after).isNotNegative();
  }

  private static int flags(String names) {
    int flags = 0;
    for (String name : names.split(" ")) {
      flags |=
          switch (name) {
            case "0", "UNSENT" -> 0;
            case "READ" -> READ;
            case "WRITE" -> WRITE;
            case "EXPIRED" -> EXPIRED;
            case "FAULT" -> FAULT;
            case "ABORTED" -> ABORTED;
            case "CYCLE" -> CYCLE;
            default -> throw new IllegalArgumentException(name);
          };
    }
    return flags;
  }

  /**
   * Whatever is noted, in every phase where the runner may ask: it gets somewhere, and the end is
   * reached or somebody is waited for.
   */
  @Test
  void everyWordComesToAnEnd() {
    for (boolean unsent : new boolean[] {false, true}) {
      for (Phase phase : Phase.values()) {
        for (int noted = 0; noted < 256; noted++) {
          int word = RequestLifecycle.with(noted << 8, phase);
          int steps = 0;
          do {
            word = RequestLifecycle.advance(word, false, unsent);
            assertThat(++steps).as("from %s with %x", phase, noted).isLessThan(12);
          } while (RequestLifecycle.action(word) != Action.WAIT
              && RequestLifecycle.action(word) != Action.NONE);
        }
      }
    }
  }

  @Test
  void aSynchronousRequest() {
    RequestLifecycle request = new RequestLifecycle();
    assertThat(request.next(SENT)).isEqualTo(Action.DISPATCH);
    assertThat(request.next(SENT)).isEqualTo(Action.COMPLETE);
    assertThat(request.next(SENT)).isEqualTo(Action.NONE);
    assertThat(request.isDone()).isTrue();
  }

  @Test
  void startedUntilTheDispatchReturnsThoughCompleteWasCalled() {
    RequestLifecycle request = new RequestLifecycle();
    assertThatThrownBy(request::startAsync).isInstanceOf(IllegalStateException.class);
    request.next(SENT);
    assertThatThrownBy(() -> request.complete(0)).isInstanceOf(IllegalStateException.class);
    int cycle = request.startAsync();
    assertThatThrownBy(request::startAsync).isInstanceOf(IllegalStateException.class);
    assertThat(request.complete(cycle)).as("nobody needs to be woken").isFalse();
    assertThat(request.isAsyncStarted()).isTrue();
    assertThat(request.isAsyncOpen()).isFalse();
    assertThat(request.next(SENT)).isEqualTo(Action.COMPLETE);
    assertThat(request.isAsyncStarted()).isFalse();
  }

  @Test
  void dispatchFromOutsideWakesTheRunnerOnce() {
    RequestLifecycle request = new RequestLifecycle();
    request.next(SENT);
    int first = request.startAsync();
    assertThat(request.isReturned()).isFalse();
    assertThat(request.next(SENT)).isEqualTo(Action.WAIT);
    assertThat(request.isReturned()).isTrue();
    assertThat(request.dispatch(first)).isTrue();
    assertThat(request.isAsyncStarted()).isFalse();
    assertThatThrownBy(() -> request.dispatch(first)).isInstanceOf(IllegalStateException.class);
    assertThat(request.next(SENT)).isEqualTo(Action.ASYNC_DISPATCH);
    int second = request.startAsync();
    assertThat(request.isReturned()).isFalse();
    assertThat(request.next(SENT)).isEqualTo(Action.WAIT);
    assertThat(request.complete(second)).isTrue();
    assertThat(request.next(SENT)).isEqualTo(Action.COMPLETE);
  }

  @Test
  void whatIsUnsentHoldsDispatchAndCompleteUntilItHasLeft() {
    for (boolean complete : new boolean[] {true, false}) {
      RequestLifecycle request = new RequestLifecycle();
      request.next(SENT);
      int cycle = request.startAsync();
      assertThat(request.next(UNSENT)).isEqualTo(Action.WAIT);
      assertThat(complete ? request.complete(cycle) : request.dispatch(cycle)).isTrue();
      assertThat(request.next(UNSENT)).isEqualTo(Action.SEND);
      assertThat(request.next(UNSENT)).isEqualTo(Action.WAIT);
      assertThat(request.isAsyncStarted()).isFalse();
      assertThat(request.isAsyncOpen()).isFalse();
      assertThat(request.abort()).as("the writes find out").isFalse();
      assertThat(request.writePossible()).as("to be woken").isTrue();
      assertThat(request.writePossible()).as("already woken").isFalse();
      assertThat(request.next(UNSENT)).isEqualTo(Action.SEND);
      assertThat(request.next(SENT)).isEqualTo(complete ? Action.COMPLETE : Action.ASYNC_DISPATCH);
    }
  }

  @Test
  void whatIsOfAnEarlierCycleCountsForNothing() {
    RequestLifecycle request = new RequestLifecycle();
    request.next(SENT);
    int first = request.startAsync();
    request.dispatch(first);
    request.next(SENT);
    int second = request.startAsync();
    request.next(SENT);
    assertThat(request.timeout(first)).isFalse();
    assertThatThrownBy(() -> request.complete(first)).hasMessageContaining("another one");
    assertThatThrownBy(() -> request.dispatch(first)).hasMessageContaining("another one");
    assertThat(request.phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(request.timeout(second)).isTrue();
    assertThat(request.readPossible()).as("already woken").isFalse();
    assertThat(request.next(SENT)).isEqualTo(Action.READ_CALLBACK);
    assertThat(request.next(SENT)).isEqualTo(Action.TIMEOUT);
    assertThat(request.next(SENT)).isEqualTo(Action.ERROR_DISPATCH);
    assertThat(request.next(SENT)).isEqualTo(Action.COMPLETE);
  }

  /** Another thread sends an error and completes, just when the servlet has returned. */
  @Test
  void anErrorBeforeTheCompletionIsSeenWithIt() {
    RequestLifecycle lifecycle = new RequestLifecycle();
    lifecycle.next(SENT);
    int cycle = lifecycle.startAsync();
    ResponseState response =
        new ResponseState() {
          private boolean pending;

          @Override
          public boolean errorPending() {
            boolean asked = pending;
            if (!asked) {
              pending = true;
              lifecycle.complete(cycle);
            }
            return asked;
          }

          @Override
          public boolean isUnsent() {
            return false;
          }
        };
    assertThat(lifecycle.next(response)).isEqualTo(Action.ERROR_DISPATCH);
  }
}
