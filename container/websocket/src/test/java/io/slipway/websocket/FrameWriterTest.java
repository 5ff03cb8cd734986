package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.WriterInfo;
import org.glassfish.tyrus.spi.WriterInfo.MessageType;
import org.glassfish.tyrus.spi.WriterInfo.RemoteEndpointType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a stream that takes what the test lets it take. */
class FrameWriterTest {
  private static final WriterInfo ASYNC =
      new WriterInfo(MessageType.TEXT, RemoteEndpointType.ASYNC);
  private static final WriterInfo PONG = new WriterInfo(MessageType.PONG, RemoteEndpointType.SUPER);

  private static final class Stream extends ServletOutputStream {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    boolean broken;

    /** Run once, when it is not ready. */
    Runnable atOnce = () -> {};

    /** How often it is ready for more. */
    private int times = Integer.MAX_VALUE;

    private boolean owesCall;

    void takes(int frames) {
      times = frames;
      owesCall = false;
    }

    @Override
    public boolean isReady() {
      assertThat(owesCall).as("touched while its call is awaited").isFalse();
      if (times > 0) {
        times--;
        return true;
      }
      owesCall = true;
      Runnable call = atOnce;
      atOnce = () -> {};
      call.run();
      return false;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(ByteBuffer frame) throws IOException {
      if (broken) {
        throw new IOException("broken");
      }
      sent.write(frame.array(), frame.position(), frame.remaining());
      frame.position(frame.limit());
    }

    @Override
    public void write(int one) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Connected implements WebConnection {
    int closed;

    @Override
    public ServletInputStream getInputStream() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return stream;
    }

    @Override
    public void close() throws IOException {
      closed++;
      told.add("closed behind " + stream.sent.size());
    }
  }

  private final List<String> told = new ArrayList<>();
  private final Stream stream = new Stream();
  private final Connected connection = new Connected();
  private final Queue<Runnable> elsewhere = new ArrayDeque<>();
  private final FrameWriter writer = new FrameWriter(elsewhere::add);

  @BeforeEach
  void open() throws IOException {
    writer.open(connection);
  }

  private CompletionHandler<ByteBuffer> telling(String name) {
    return new CompletionHandler<>() {
      @Override
      public void completed(ByteBuffer frame) {
        told.add(name);
      }

      @Override
      public void failed(Throwable failure) {
        told.add(name + " failed");
        assertThat(failure).isInstanceOf(ConnectionGone.class);
      }
    };
  }

  private void write(String name, WriterInfo info) {
    writer.write(ByteBuffer.wrap(name.getBytes()), telling(name), info);
  }

  @Test
  void framesWaitUntilTheStreamIsReadyAndAreToldInOrder() {
    write("a", PONG);
    assertThat(stream.sent.size()).as("before the first call of the listener").isZero();

    stream.takes(0);
    writer.onWritePossible();
    write("b", PONG);
    assertThat(stream.sent).hasToString("a");
    assertThat(told).isEmpty();

    stream.takes(10);
    writer.onWritePossible();
    assertThat(stream.sent).hasToString("ab");
    assertThat(told).containsExactly("a", "b");
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void sendHandlersAreNotCalledOnTheThreadOfTheConnection() {
    write("a", ASYNC);
    write("b", PONG);
    writer.onWritePossible();
    assertThat(told).containsExactly("b");
    elsewhere.remove().run();
    assertThat(told).containsExactly("b", "a");
    assertThat(elsewhere).isEmpty();

    write("c", ASYNC);
    assertThat(told).containsExactly("b", "a", "c");
  }

  /** They are the application's: neither another one nor who sends has to do with it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSendHandlerThatFailsKeepsNobodyFromGoingOn(boolean prompt) {
    CompletionHandler<ByteBuffer> failing =
        new CompletionHandler<>() {
          @Override
          public void completed(ByteBuffer frame) {
            throw new IllegalStateException("the SendHandler of a test");
          }
        };
    writer.write(ByteBuffer.wrap(new byte[1]), failing, ASYNC);
    write("b", ASYNC);
    if (prompt) {
      writer.onWritePossible();
    } else {
      stream.takes(0);
      writer.onWritePossible();
      stream.takes(10);
      writer.onWritePossible();
    }
    elsewhere.forEach(Runnable::run);
    assertThat(told).containsExactly("b");

    writer.write(ByteBuffer.wrap(new byte[1]), failing, ASYNC);
    write("c", ASYNC);
    assertThat(told).containsExactly("b", "c");
  }

  @Test
  void noMoreIsReadWhileMuchWaitsUntilHalfOfItHasLeft() {
    Runnable later = () -> told.add("read on");
    int one = 16 * 1024 - 128;
    for (int i = 0; i < 4; i++) {
      writer.write(ByteBuffer.allocate(one), telling("" + i), PONG);
    }
    assertThat(writer.hasRoom(later)).as("just enough").isTrue();
    writer.write(ByteBuffer.allocate(0), telling("4"), PONG);
    assertThat(writer.hasRoom(later)).isFalse();

    writer.onWritePossible();
    assertThat(told).containsExactly("0", "1", "2", "3", "4", "read on");
    assertThat(writer.hasRoom(later)).isTrue();
    write("x", PONG);
    assertThat(told).as("once").endsWith("read on", "x");
  }

  @Test
  void whoWaitsForRoomGoesOnWhenHalfIsLeft() {
    for (int i = 0; i < 5; i++) {
      writer.write(ByteBuffer.allocate(16 * 1024 - 128), telling("" + i), PONG);
    }
    assertThat(writer.hasRoom(() -> told.add("read on"))).isFalse();
    stream.takes(0);
    writer.onWritePossible();
    for (int i = 0; i < 3; i++) {
      assertThat(told).hasSize(i);
      stream.takes(1);
      writer.onWritePossible();
    }
    assertThat(told).containsExactly("0", "1", "2", "read on");
  }

  /** The call that the stream owes may come before it has been told that one is owed. */
  @Test
  void whatComesWhileTheStreamIsAskedIsNotLost() {
    writer.write(ByteBuffer.allocate(70_000), telling("a"), PONG);
    write("b", PONG);
    assertThat(writer.hasRoom(() -> told.add("read on"))).isFalse();
    stream.takes(1);
    stream.atOnce =
        () -> {
          stream.takes(1);
          writer.onWritePossible();
        };
    writer.onWritePossible();
    assertThat(told).containsExactly("a", "b", "read on");
  }

  /** As a broadcast does. */
  @Test
  void oneBufferMayBeSentTwice() {
    ByteBuffer frame = ByteBuffer.wrap(new byte[] {'a'});
    writer.write(frame, null, PONG);
    writer.write(frame, null, PONG);
    writer.onWritePossible();
    assertThat(stream.sent).hasToString("aa");
  }

  @Test
  void whoWaitsForRoomGoesOnWhenTheConnectionHasGone() {
    writer.write(ByteBuffer.allocate(70_000), telling("a"), PONG);
    assertThat(writer.hasRoom(() -> told.add("read on"))).isFalse();
    writer.gone();
    assertThat(told).containsExactly("closed behind 0", "a failed", "read on");
    assertThat(writer.hasRoom(() -> told.add("never"))).isTrue();
  }

  @Test
  void itClosesBehindTheLastFrameAndTakesNoMore() throws Exception {
    write("a", PONG);
    writer.close();
    assertThat(writer.isClosing()).isTrue();
    assertThat(connection.closed).isZero();
    assertThat(writer.awaitEnd(0)).isFalse();
    write("b", PONG);
    assertThat(told).containsExactly("b failed");

    writer.onWritePossible();
    assertThat(told).containsExactly("b failed", "closed behind 1", "a");
    assertThat(writer.awaitEnd(0)).isTrue();
    writer.close();
    writer.gone();
    assertThat(connection.closed).isEqualTo(1);
  }

  @Test
  void aStreamThatBreaksIsClosedAndAllAreTold() {
    stream.broken = true;
    write("a", ASYNC);
    write("b", PONG);
    writer.onWritePossible();
    assertThat(told).containsExactly("closed behind 0", "b failed");
    elsewhere.remove().run();
    assertThat(told).endsWith("a failed");
    assertThat(writer.isClosing()).isTrue();
    write("c", PONG);
    assertThat(told).endsWith("c failed");
    assertThat(connection.closed).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheConnectionTellsOfItsEndIsToldElsewhere(boolean error) {
    write("a", ASYNC);
    if (error) {
      writer.onError(new IOException("gone"));
    } else {
      writer.onClosed();
    }
    assertThat(told).containsExactly("closed behind 0");
    elsewhere.remove().run();
    assertThat(told).endsWith("a failed");
  }
}
