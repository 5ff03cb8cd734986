package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class Http2BuffersTest {
  private final BufferPool shared = new BufferPool(16, 8);
  private final Http2Buffers buffers = new Http2Buffers(shared, Thread.currentThread());

  private PooledByteBuffer forReading() {
    buffers.receiving(true);
    PooledByteBuffer taken = buffers.allocate();
    buffers.receiving(false);
    return taken;
  }

  private ByteBuffer flush(PooledByteBuffer buffer) {
    buffers.flushing(true);
    ByteBuffer sent = buffer.getBuffer();
    buffers.flushing(false);
    return sent;
  }

  /** Whether somebody else gets the same bytes. */
  private boolean isUsedAgain(ByteBuffer buffer) {
    assertThat(shared.lent()).isZero();
    PooledByteBuffer next = shared.getArrayBackedPool().allocate();
    boolean same = next.getBuffer().array() == buffer.array();
    BufferPool.release(next, true);
    return same;
  }

  private static void elsewhere(Runnable what) {
    Thread thread = new Thread(what);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsBeingFilledIsNobodyElses() {
    PooledByteBuffer filled = buffers.allocate();
    ByteBuffer held = filled.getBuffer();
    filled.close();
    assertThat(isUsedAgain(held)).isFalse();
    assertThat(filled.isOpen()).isFalse();
    assertThatThrownBy(filled::getBuffer).isInstanceOf(IllegalStateException.class);
  }

  /** Who takes it finds the stream reset, and Undertow never closes it. */
  @Test
  void whatIsToBeFilledMayBeLost() {
    buffers.allocate();
    assertThat(shared.lent()).isZero();
    PooledByteBuffer read = forReading();
    assertThat(shared.lent()).isOne();
    read.close();
    assertThat(shared.lent()).isZero();
  }

  @Test
  void whatAFlushHasTakenIsUsedAgain() {
    PooledByteBuffer sent = buffers.allocate();
    sent.getBuffer();
    ByteBuffer held = flush(sent);
    sent.close();
    sent.close();
    assertThat(isUsedAgain(held)).isTrue();
  }

  @Test
  void whatIsFilledAgainAfterAFlushIsNobodyElses() {
    PooledByteBuffer sent = buffers.allocate();
    ByteBuffer held = flush(sent);
    elsewhere(sent::getBuffer);
    sent.close();
    assertThat(isUsedAgain(held)).isFalse();
  }

  @Test
  void whatIsClosedByAnotherThreadIsNobodyElses() {
    PooledByteBuffer sent = buffers.allocate();
    ByteBuffer held = flush(sent);
    elsewhere(sent::close);
    assertThat(isUsedAgain(held)).isFalse();
  }

  @Test
  void whatWasReadAndHasNothingOfABodyIsUsedAgain() {
    PooledByteBuffer read = forReading();
    ByteBuffer held = read.getBuffer();
    buffers.read(held.slice(), false);
    read.close();
    assertThat(isUsedAgain(held)).isTrue();
  }

  @Test
  void whatHasSomethingOfABodyIsNobodyElses() {
    PooledByteBuffer read = forReading();
    ByteBuffer held = read.getBuffer();
    buffers.read(held, true);
    buffers.read(held.slice(), false);
    read.close();
    assertThat(isUsedAgain(held)).isFalse();
  }

  @Test
  void whatWasReadBeforeTheLastIsNobodyElses() {
    PooledByteBuffer before = forReading();
    ByteBuffer held = before.getBuffer();
    buffers.read(held, true);
    PooledByteBuffer last = forReading();
    buffers.read(last.getBuffer(), false);
    before.close();
    last.close();
    assertThat(isUsedAgain(held)).isFalse();
  }
}
