package io.slipway.http;

import io.slipway.wire.ClientPace;
import io.slipway.wire.FileTransfer;
import io.slipway.wire.Http2;
import io.slipway.wire.ResponseHead;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * The way of a response to the socket: decides how the body is framed when the headers leave,
 * sends, and breaks the connection when something fails on the way. After a failure nothing is sent
 * any more and every send throws it.
 */
final class ResponseSink {
  private static final Logger LOG = Logger.getLogger("io.slipway.http");

  private final ServletExchange exchange;
  private final ServerResponse response;
  private final HttpServerExchange undertow;
  private final boolean head;

  /** Not null once the response is committed. */
  private @Nullable StreamSinkChannel channel;

  /** Not null once the client has been waited for. */
  private @Nullable ClientPace pace;

  /** Not null once a listener has waited for the client. */
  private @Nullable ClientDeadline deadline;

  private boolean bodyless;
  private @Nullable IOException failure;

  ResponseSink(ServletExchange exchange, ServerResponse response, HttpServerExchange undertow) {
    this.exchange = exchange;
    this.response = response;
    this.undertow = undertow;
    this.head = undertow.getRequestMethod().equals(Methods.HEAD);
  }

  boolean isCommitted() {
    return channel != null;
  }

  /** The answer to HEAD: what is sent is counted, and thrown away by Undertow. */
  boolean isHead() {
    return head;
  }

  /** The status allows no body: nothing is to be sent. Known when committed. */
  boolean isBodyless() {
    return bodyless;
  }

  @Nullable IOException failure() {
    return failure;
  }

  /**
   * Hands the headers to Undertow, if that has not been done.
   *
   * @param declared Content-Length by the application, -1 if it gave none
   * @param length of the whole body if it is known by now, else -1
   */
  void commit(long declared, long length) throws IOException {
    if (channel != null) {
      return;
    }
    if (exchange.isUpgraded()) {
      throw new IOException("The connection has been upgraded");
    }
    response.beforeCommit();
    requireFinalStatus();
    int status = undertow.getStatusCode();
    bodyless = status == 204 || status == 205 || status == 304;
    frame(status, declared, length);
    if (exchange.first().app().draining()
        || !undertow.isRequestComplete() && ContinueResponse.isDue(undertow)) {
      undertow.setPersistent(false);
    }
    ResponseHead.complete(undertow);
    StreamSinkChannel sink = undertow.getResponseChannel();
    if (sink == null) {
      throw broken(new IOException("The response channel is gone"));
    }
    channel = sink;
  }

  /**
   * Of 1xx no response is made: a client, or a proxy with the connections of many, would take the
   * answer to the next request for the one to this (RFC 9110, 15.2).
   */
  private void requireFinalStatus() {
    int status = undertow.getStatusCode();
    if (status < 200) {
      LOG.errorf(
          "%s %s is answered with 500: the application ended it with the interim status %s",
          undertow.getRequestMethod(), undertow.getRequestURI(), status);
      undertow.setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
    }
  }

  private void frame(int status, long declared, long length) {
    HeaderMap headers = undertow.getResponseHeaders();
    headers.remove(Headers.CONTENT_LENGTH);
    if (bodyless) {
      if (status == 205) {
        headers.put(Headers.CONTENT_LENGTH, "0");
      }
    } else if (declared >= 0) {
      headers.put(Headers.CONTENT_LENGTH, Long.toString(declared));
    } else if (response.hasTrailers()) {
      if (!Http2.is(undertow)) {
        headers.put(Headers.TRANSFER_ENCODING, "chunked");
      }
    } else if (length > 0 || length == 0 && !head) {
      // A servlet that writes nothing to HEAD has not said that GET would be empty
      headers.put(Headers.CONTENT_LENGTH, Long.toString(length));
    } else if (!head && !undertow.isPersistent() && undertow.isHttp11()) {
      // Undertow would let the end of the connection end the body: half of it would look whole
      headers.put(Headers.TRANSFER_ENCODING, "chunked");
    }
  }

  private StreamSinkChannel channel() throws IOException {
    if (failure != null) {
      throw new IOException("The client is gone", failure);
    }
    StreamSinkChannel sink = channel;
    if (sink == null) {
      throw new IllegalStateException("The response is not committed");
    }
    return sink;
  }

  // ---- blocking ----

  void sendAll(ByteBuffer bytes) throws IOException {
    StreamSinkChannel sink = channel();
    try {
      while (bytes.hasRemaining()) {
        if (sink.write(bytes) == 0) {
          await(sink);
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /** Both, in one system call where they fit. */
  void sendAll(ByteBuffer first, ByteBuffer second) throws IOException {
    StreamSinkChannel sink = channel();
    ByteBuffer[] both = {first, second};
    try {
      while (second.hasRemaining()) {
        if (sink.write(both, 0, 2) == 0) {
          await(sink);
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  void sendAll(FileChannel file, long position, long count) throws IOException {
    StreamSinkChannel sink = channel();
    FileTransfer transfer = new FileTransfer(undertow.getConnection(), file, position, count);
    try {
      while (transfer.remaining() > 0) {
        transfer.send(sink, count);
        if (transfer.remaining() > 0) {
          await(sink);
        }
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  void flushAll() throws IOException {
    StreamSinkChannel sink = channel();
    try {
      while (!sink.flush()) {
        await(sink);
      }
    } catch (IOException e) {
      throw broken(e);
    }
  }

  void awaitWritable() throws IOException {
    try {
      await(channel());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private void await(StreamSinkChannel sink) throws IOException {
    ClientPace client = pace();
    client.waits();
    SocketWait.writable(sink, client);
    client.goesOn();
  }

  private ClientPace pace() {
    ClientPace known = pace;
    if (known == null) {
      known = new ClientPace(undertow);
      pace = known;
    }
    return known;
  }

  // ---- non-blocking ----

  /**
   * Sends what the socket takes now.
   *
   * @param last nothing follows but the end
   * @return whether that was all
   */
  boolean send(ByteBuffer bytes, boolean last) throws IOException {
    StreamSinkChannel sink = channel();
    try {
      while (bytes.hasRemaining()) {
        if ((last ? sink.writeFinal(bytes) : sink.write(bytes)) == 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw broken(e);
    }
  }

  boolean flush() throws IOException {
    try {
      return channel().flush();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  void shutdown() throws IOException {
    try {
      channel().shutdownWrites();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  /**
   * Has the action run once, on the IO thread, when the socket takes something again or has failed.
   * A client that takes nothing for {@code limits.write-timeout} is given up.
   */
  void whenWritable(Runnable action) {
    StreamSinkChannel sink = channel;
    if (sink == null) {
      throw new IllegalStateException("The response is not committed");
    }
    ClientPace client = pace();
    client.waits();
    Runnable late =
        () -> {
          if (failure == null) {
            broken(client.timedOut());
          }
          action.run();
        };
    if (deadline == null) {
      deadline = new ClientDeadline(undertow);
    }
    Runnable moved = deadline.begin(client.timeoutMillis(), late, action);
    sink.getWriteSetter()
        .set(
            ready -> {
              ready.suspendWrites();
              try {
                client.goesOn();
              } catch (IOException slow) {
                broken(slow);
              }
              moved.run();
            });
    sink.resumeWrites();
  }

  /** All has been sent, or given up. */
  void end() {
    if (deadline != null) {
      deadline.end();
    }
  }

  /**
   * The response cannot be ended properly: the client must not take what it has for the whole.
   * Returns the cause.
   */
  IOException broken(IOException cause) {
    if (failure == null) {
      failure = cause;
      StreamSinkChannel sink = channel;
      if (sink != null && Http2.is(undertow)) {
        // Only this stream of an HTTP/2 connection
        IoUtils.safeClose(sink);
      } else {
        IoUtils.safeClose(undertow.getConnection());
      }
    }
    return cause;
  }
}
