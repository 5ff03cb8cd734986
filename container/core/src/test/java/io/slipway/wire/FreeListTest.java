package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreeListTest {
  @Test
  void givesBackWhatCameLast() {
    FreeList<String> list = new FreeList<>(2);
    assertThat(list.take()).isNull();
    assertThat(list.put("a")).isTrue();
    assertThat(list.put("b")).isTrue();
    assertThat(list.put("c")).isFalse();
    assertThat(list.take()).isEqualTo("b");
    assertThat(list.put("d")).isTrue();
    assertThat(list.take()).isEqualTo("d");
    list.clear();
    assertThat(list.take()).isNull();
  }

  @Test
  void nobodyGetsWhatAnotherHas() throws Exception {
    FreeList<Integer> list = new FreeList<>(8);
    IntStream.range(0, 8).forEach(list::put);
    Set<Integer> held = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Runnable work =
          () -> {
            for (int i = 0; i < 200_000; i++) {
              Integer mine = list.take();
              assertThat(mine != null && held.add(mine)).isTrue();
              held.remove(mine);
              assertThat(list.put(mine)).isTrue();
            }
          };
      for (Future<?> each : IntStream.range(0, 4).mapToObj(i -> threads.submit(work)).toList()) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(IntStream.range(0, 8).mapToObj(i -> list.take())).doesNotHaveDuplicates();
  }
}
