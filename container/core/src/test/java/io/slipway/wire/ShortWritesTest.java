package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

class ShortWritesTest {
  private static final StreamSinkConduit GONE =
      (StreamSinkConduit)
          Proxy.newProxyInstance(
              ShortWritesTest.class.getClassLoader(),
              new Class<?>[] {StreamSinkConduit.class},
              (proxy, method, arguments) -> {
                throw new IOException("gone");
              });

  /** A socket that takes some bytes at a time. */
  private static final class Socket extends AbstractStreamSinkConduit<StreamSinkConduit> {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    final List<Integer> writes = new ArrayList<>();
    final int room;

    Socket(int room) {
      super(GONE);
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = Math.min(room, bytes.remaining());
      for (int i = 0; i < count; i++) {
        taken.write(bytes.get());
      }
      writes.add(count);
      return count;
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
      writes.add(-length);
      long count = 0;
      for (int i = offset; i < offset + length; i++) {
        while (bytes[i].hasRemaining()) {
          taken.write(bytes[i].get());
          count++;
        }
      }
      return count;
    }
  }

  private static ByteBuffer[] buffers(String... texts) {
    ByteBuffer[] buffers = new ByteBuffer[texts.length];
    for (int i = 0; i < texts.length; i++) {
      // amidst others
      buffers[i] = ByteBuffer.wrap(("<" + texts[i] + ">").getBytes(StandardCharsets.US_ASCII));
      buffers[i].position(1).limit(buffers[i].capacity() - 1);
    }
    return buffers;
  }

  @ParameterizedTest
  @CsvSource({
    "100, 11",
    "11, 11",
    "10, 10 1",
    "7, 7 4",
    "4, 4 4 3",
    "3, 3 3 3 2",
    "1, 1 1 1 1 1 1 1 1 1 1 1"
  })
  void piecesLeaveTogetherAndAreKeptWhereTheyAreNotTaken(int room, String counts) throws Exception {
    ShortWrites writes = new ShortWrites();
    Socket socket = new Socket(room);
    ByteBuffer[] pieces = buffers("not mine", "head", "body", "", "end", "nor mine");
    while (pieces[4].hasRemaining()) {
      writes.write(socket, pieces, 1, 4);
    }
    assertThat(socket.taken).hasToString("headbodyend");
    assertThat(socket.writes.stream().map(String::valueOf)).containsExactly(counts.split(" "));
    assertThat(pieces[0].remaining()).isEqualTo(8);
    assertThat(pieces[5].remaining()).isEqualTo(8);
  }

  @Test
  void manyBytesAndASinglePieceAreNotCopied() throws Exception {
    ShortWrites writes = new ShortWrites();
    Socket socket = new Socket(1 << 20);
    writes.write(socket, buffers("x".repeat(1000), "y".repeat(1048)), 0, 2);
    writes.write(socket, buffers("x".repeat(1000), "y".repeat(1049)), 0, 2);
    writes.write(socket, buffers("x"), 0, 1);
    assertThat(socket.writes).containsExactly(2048, -2, -1);
    assertThat(socket.taken.size()).isEqualTo(2048 + 2049 + 1);
  }

  @Test
  void whatAFailedWriteHasNotSentIsStillThere() {
    ByteBuffer[] pieces = buffers("head", "body");
    assertThatThrownBy(() -> new ShortWrites().write(GONE, pieces, 0, 2))
        .isInstanceOf(IOException.class);
    assertThat(pieces[0].remaining()).isEqualTo(4);
    assertThat(pieces[1].remaining()).isEqualTo(4);
  }
}
