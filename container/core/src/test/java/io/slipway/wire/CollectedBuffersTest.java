package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class CollectedBuffersTest {
  private final CollectedBuffers buffers = new CollectedBuffers(16);

  @Test
  void whoStillWritesIntoOneThatWasGivenBackWritesIntoNobodyElses() {
    PooledByteBuffer given = buffers.allocate();
    ByteBuffer held = given.getBuffer();
    given.close();
    ByteBuffer next = buffers.allocate().getBuffer();
    held.put((byte) 1);
    assertThat(next).isNotSameAs(held);
    assertThat(next.get(0)).isZero();
    assertThat(next.position()).isZero();
    assertThat(given.isOpen()).isFalse();
    assertThatThrownBy(given::getBuffer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatHasBeenReadIsCopiedAndGivenBack() {
    PooledByteBuffer read = buffers.allocate();
    read.getBuffer().put(new byte[] {1, 2, 3}).flip();
    PooledByteBuffer copy = CollectedBuffers.copy(read);
    assertThat(read.isOpen()).isFalse();
    assertThat(copy.getBuffer()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }
}
