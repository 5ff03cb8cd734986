package io.slipway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Http2Client.Frame;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113, 5.1.2: who has seen a stream end may open another in its place. */
@Timeout(60)
class Http2StreamsTest {
  private static final int STREAMS = 2_000;

  /** RFC 9113, 4.1. */
  private static final int FRAME_HEADER = 9;

  @TempDir static Path folder;

  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().print("hello");
    }
  }

  private static Slipway oneStreamAtATime() throws IOException {
    Files.writeString(folder.resolve("file.txt"), "hello");
    return Http2Server.start(
        Http2Server.streams(1), w -> w.folder(folder).servlet("hello", new Hello(), "/hello"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/file.txt", "/none"})
  void aStreamThatHasEndedMakesRoomAtOnce(String path) throws IOException {
    try (Slipway slipway = oneStreamAtATime();
        Http2Client client = new Http2Client(slipway.port())) {
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, (byte) 0x3f, (byte) 0, (byte) 0, (byte) 0);
      for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
        client.get(stream, path).send();
        Frame frame;
        do {
          frame = client.next(stream);
          assertThat(frame).isNotNull();
          assertThat(frame.type())
              .as("stream %d", stream)
              .isIn(Http2Client.HEADERS, Http2Client.DATA);
        } while (!frame.isLast());
      }
    }
  }

  /** For what the IO thread answers itself: a file that it has in memory. */
  @Test
  void responsesToWhatWasReadAtOnceLeaveAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("file.txt"), "hello");
    // one that was just written is not kept in memory
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    try (Slipway slipway = Http2Server.start(Http2Server.streams(100), w -> w.folder(folder));
        Http2Client client = new Http2Client(slipway.port())) {
      client.get(1, "/file.txt").send();
      // then the file is in memory
      assertThat(client.last(1).isLast()).isTrue();
      int responses = 10;
      for (int i = 1; i <= responses; i++) {
        client.get(1 + 2 * i, "/file.txt");
      }
      client.send();
      assertThat(client.next(3).type()).isEqualTo(Http2Client.HEADERS);
      int came = client.available();
      int left = 0;
      for (int ended = 0; ended < responses; ) {
        Frame frame = client.next();
        left += FRAME_HEADER + frame.payload().length;
        ended += frame.isLast() ? 1 : 0;
      }
      assertThat(came).isGreaterThanOrEqualTo(left);
    }
  }

  /** RFC 9113, 5.2.1: only DATA is subject to flow control. */
  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/file.txt", "/none"})
  void aHeadWaitsForNoWindow(String path) throws IOException {
    try (Slipway slipway = oneStreamAtATime();
        Http2Client client = new Http2Client(slipway.port(), Http2Client.INITIAL_WINDOW_SIZE, 0)) {
      client.get(1, path).send();
      Frame frame = client.next(1);
      assertThat(frame.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(frame.isLast()).isFalse();
      client.frame(Http2Client.WINDOW_UPDATE, 0, 1, new byte[] {0, 1, 0, 0}).send();
      int size = 0;
      while (!frame.isLast()) {
        frame = client.next(1);
        assertThat(frame.type()).isEqualTo(Http2Client.DATA);
        size += frame.payload().length;
      }
      assertThat(size).isPositive();
    }
  }

  /** The same for the window of the connection, which another response has used up. */
  @ParameterizedTest
  @ValueSource(strings = {"/hello", "/file.txt", "/none"})
  void aHeadWaitsForNoWindowOfItsConnection(String path) throws IOException {
    Files.write(folder.resolve("large.bin"), new byte[200_000]);
    try (Slipway slipway =
            Http2Server.start(w -> w.folder(folder).servlet("hello", new Hello(), "/hello"));
        Http2Client client =
            new Http2Client(slipway.port(), Http2Client.INITIAL_WINDOW_SIZE, 1 << 20)) {
      client.get(1, "/large.bin").send();
      for (int size = 0; size < 65_535; ) {
        Frame frame = client.next(1);
        size += frame.type() == Http2Client.DATA ? frame.payload().length : 0;
      }
      client.get(3, path).send();
      Frame frame = client.next(3);
      assertThat(frame.type()).isEqualTo(Http2Client.HEADERS);
      assertThat(frame.isLast()).isFalse();
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, new byte[] {0, 10, 0, 0}).send();
      while (!frame.isLast()) {
        frame = client.next(3);
        assertThat(frame.type()).isEqualTo(Http2Client.DATA);
      }
    }
  }
}
