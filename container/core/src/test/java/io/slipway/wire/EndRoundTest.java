package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class EndRoundTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> seen = new ArrayList<>();
  private boolean ending;

  private final EndRound round =
      new EndRound(
          task -> {
            if (ending) {
              throw new RejectedExecutionException();
            }
            tasks.add(task);
          },
          () -> seen.add("flush"));

  /** As a sender does: what is held back has not left yet. */
  private void end(String name) {
    round.run(
        () -> {
          assertThat(round.isHolding()).isTrue();
          assertThat(round.later(() -> seen.add(name))).isTrue();
        });
    assertThat(round.isHolding()).isFalse();
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void oneFlushSendsTheEndsOfOneRound() {
    end("first");
    end("second");
    runTasks();
    end("third");
    runTasks();
    assertThat(seen).containsExactly("flush", "first", "second", "flush", "third");
  }

  @Test
  void aRoundWaitsForWhatIsReceived() {
    end("first");
    round.goesOn();
    tasks.add(() -> end("second"));
    runTasks();
    assertThat(seen).containsExactly("flush", "first", "second");
  }

  @Test
  void aRoundEndsThoughMoreIsReceived() {
    end("first");
    int turns = 0;
    while (seen.isEmpty()) {
      round.goesOn();
      tasks.remove().run();
      turns++;
    }
    assertThat(turns).isLessThan(100);
    runTasks();
    assertThat(seen).containsExactly("flush", "first");
  }

  @Test
  void nothingIsLostWhereTheIoThreadEnds() {
    ending = true;
    end("first");
    assertThat(seen).containsExactly("flush", "first");
  }

  @Test
  void nothingWaitsOutsideOfARound() {
    assertThat(round.isHolding()).isFalse();
    assertThat(round.later(() -> seen.add("never"))).isFalse();
  }
}
