package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.undertow.protocols.http2.ConnectionErrorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;

/** Frames, in whatever pieces they come. */
class FrameScanFuzzTest {
  private static final Http2Limits LIMITS = new Http2Limits(10, 2, 3, 2);

  private static final int BEGIN = FrameHeader.PREFACE + FrameHeader.LENGTH;

  /** The input is what follows the preface and the first SETTINGS. */
  @FuzzTest(maxDuration = "3m")
  void framesAreReadAlikeInPiecesAndWhole(byte[] input) throws IOException {
    byte[] sent = new byte[BEGIN + input.length];
    sent[FrameHeader.PREFACE + 3] = FrameHeader.SETTINGS;
    System.arraycopy(input, 0, sent, BEGIN, input.length);
    int accepted = accepted(input);
    String expected =
        accepted < 0 ? new String(withoutFlags(sent), StandardCharsets.ISO_8859_1) : "refused";
    assertThat(read(sent, sent.length)).isEqualTo(expected);
    assertThat(read(sent, 1)).isEqualTo(expected);
    assertThat(read(sent, 10)).isEqualTo(expected);
  }

  /** CONTINUATION has no END_STREAM: RFC 9113, 6.10. */
  private static byte[] withoutFlags(byte[] sent) {
    byte[] expected = sent.clone();
    for (long at = BEGIN; at + 4 < sent.length; ) {
      int head = (int) at;
      if (sent[head + 3] == 9) {
        expected[head + 4] &= ~1;
      }
      at += 9L + ((sent[head] & 0xff) << 16 | (sent[head + 1] & 0xff) << 8 | sent[head + 2] & 0xff);
    }
    return expected;
  }

  /** Where the limits are exceeded; -1 for nowhere. Another way to count. */
  private static int accepted(byte[] input) {
    int resets = 0;
    int others = 1;
    int continuations = 0;
    for (long at = 0; at + 9 <= input.length; ) {
      int head = (int) at;
      int length =
          (input[head] & 0xff) << 16 | (input[head + 1] & 0xff) << 8 | input[head + 2] & 0xff;
      int type = input[head + 3];
      boolean first = (input[head + 4] & 1) != 0;
      if (length > 16_384 || type == 4 && first && length > 0) {
        return head;
      }
      resets += type == 3 ? 1 : 0;
      continuations = type == 1 ? 0 : type == 9 ? continuations + 1 : continuations;
      boolean empty =
          length == 0
              || (input[head + 4] & 8) != 0
                  && head + 9 < input.length
                  && (input[head + 9] & 0xff) >= length - 1;
      boolean free =
          type == 1
              || type == 9
              || type == 3
              || type == 8
              || type == 7
              || type == 0 && (!empty || first)
              || (type == 4 || type == 6) && first;
      others += free ? 0 : 1;
      if (resets > LIMITS.maxResets()
          || others > LIMITS.maxControlFrames()
          || continuations > LIMITS.maxContinuations()) {
        return head;
      }
      at += 9L + length;
    }
    return -1;
  }

  private static String read(byte[] sent, int step) throws IOException {
    Terms terms =
        Terms.of(
            ConnectionLimits.DEFAULT, HeadLimits.DEFAULT, LIMITS, (refused, status, size) -> {});
    FrameScan scan = new FrameScan(new Somebody(), terms);
    int[] at = {0};
    StreamSourceConduit socket = socket(sent, at, step);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try {
      while (true) {
        ByteBuffer into = ByteBuffer.allocate(sent.length + 1);
        int count = scan.read(socket, into);
        if (count < 0) {
          // what a section that goes on has kept
          seen.write(sent, seen.size(), sent.length - seen.size());
          return seen.toString(StandardCharsets.ISO_8859_1);
        }
        assertThat(count).isEqualTo(into.position());
        seen.write(into.array(), 0, count);
        assertThat(at[0] - seen.size()).isBetween(0, 1);
      }
    } catch (ConnectionErrorException refused) {
      return "refused";
    }
  }

  private static StreamSourceConduit socket(byte[] sent, int[] at, int step) {
    return (StreamSourceConduit)
        Proxy.newProxyInstance(
            FrameScanFuzzTest.class.getClassLoader(),
            new Class<?>[] {StreamSourceConduit.class},
            (proxy, method, arguments) -> {
              if (at[0] == sent.length) {
                return -1;
              }
              ByteBuffer into = (ByteBuffer) arguments[0];
              int count = Math.min(Math.min(step, into.remaining()), sent.length - at[0]);
              into.put(sent, at[0], count);
              at[0] += count;
              return count;
            });
  }

  private static final class Somebody extends StreamConnection {
    Somebody() {
      super(null);
    }

    @Override
    public SocketAddress getPeerAddress() {
      return InetSocketAddress.createUnresolved("somebody", 1);
    }

    @Override
    public SocketAddress getLocalAddress() {
      return getPeerAddress();
    }

    @Override
    protected void notifyWriteClosed() {}

    @Override
    protected void notifyReadClosed() {}
  }
}
