package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.connector.PooledByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  @Test
  void buffersOfEveryKindAreCountedWhileTheyAreLent() {
    try (BufferPool pool = new BufferPool(16, 8)) {
      List<PooledByteBuffer> lent =
          List.of(pool.allocate(), pool.getArrayBackedPool().allocate(), pool.window());
      assertThat(pool.lent()).isEqualTo(3);
      lent.forEach(PooledByteBuffer::close);
      assertThat(pool.lent()).isZero();
    }
  }
}
