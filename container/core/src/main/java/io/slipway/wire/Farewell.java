package io.slipway.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * Answers a client whose head has not become a request, and ends the connection as {@link
 * LingeringClose} does: what still comes is dropped for a short time, so that the answer is not
 * lost. On the IO thread.
 */
final class Farewell {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final StreamConnection connection;
  private final ByteBuffer answer;

  private Farewell(StreamConnection connection, ByteBuffer answer) {
    this.connection = connection;
    this.answer = answer;
  }

  /**
   * Takes the channels' listeners; a close listener stays.
   *
   * @param ofHead whether the answer is to have no body
   * @return bytes of the body
   */
  static int say(StreamConnection connection, int status, boolean ofHead) {
    String page = page(status, null);
    Farewell farewell = new Farewell(connection, answer(status, page, ofHead));
    connection
        .getIoThread()
        .executeAfter(
            () -> IoUtils.safeClose(connection), LingeringClose.MILLIS, TimeUnit.MILLISECONDS);
    connection.getSourceChannel().setReadListener(farewell::drop);
    connection.getSourceChannel().resumeReads();
    ConduitStreamSinkChannel sink = connection.getSinkChannel();
    sink.setWriteListener(farewell::write);
    farewell.write(sink);
    return ofHead ? 0 : page.length();
  }

  /**
   * The last answer of a connection.
   *
   * @param message for the page
   */
  static ByteBuffer last(int status, String message, boolean ofHead) {
    return answer(status, page(status, message), ofHead);
  }

  private static String page(int status, @Nullable String message) {
    return ErrorText.html(status, ReasonPhrase.of(status), message, null);
  }

  private static ByteBuffer answer(int status, String page, boolean ofHead) {
    String text =
        ResponseHead.ofLast(status)
            + "Content-Type: text/html;charset=utf-8\r\nCache-Control: no-store\r\nContent-Length: "
            + page.length()
            + "\r\n\r\n"
            + (ofHead ? "" : page);
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void write(ConduitStreamSinkChannel sink) {
    try {
      while (answer.hasRemaining()) {
        if (sink.write(answer) == 0) {
          sink.resumeWrites();
          return;
        }
      }
      if (!(connection instanceof SslConnection)) {
        // in TLS a client that is told so stops, and may not read what has come before
        sink.shutdownWrites();
      }
      if (sink.flush()) {
        sink.suspendWrites();
      } else {
        sink.resumeWrites();
      }
    } catch (IOException gone) {
      end(gone);
    }
  }

  private void drop(ConduitStreamSourceChannel source) {
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    try {
      int count = source.read(buffer);
      while (count > 0) {
        buffer.clear();
        count = source.read(buffer);
      }
      if (count < 0) {
        IoUtils.safeClose(connection);
      }
    } catch (IOException gone) {
      end(gone);
    }
  }

  private void end(IOException gone) {
    LOG.debug("A client did not wait for the end of its answer", gone);
    IoUtils.safeClose(connection);
  }
}
