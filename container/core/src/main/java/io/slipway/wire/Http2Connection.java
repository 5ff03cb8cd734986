package io.slipway.wire;

import io.undertow.UndertowMessages;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.HpackException;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.protocols.http2.StreamErrorException;
import io.undertow.server.HttpHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.Channels;
import org.xnio.ssl.SslConnection;

/**
 * An HTTP/2 connection that refuses what Undertow cannot be asked to: streams above the limit,
 * requests whose {@code :authority} is not one, or not the {@code Host}, and tunnels (RFC 9113,
 * 5.1.2, 8.3.1 and 8.5).
 */
final class Http2Connection extends Http2Channel implements OpenConnections.Member {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  /** For a GOAWAY to arrive. */
  private static final long GOAWAY_MILLIS = 2_000;

  private final StreamCount streams;
  private final SparseLog log;
  private volatile XnioExecutor.@Nullable Key timer;

  /** Of which Undertow is making a request. On the IO thread. */
  private @Nullable Http2StreamSourceChannel received;

  Http2Connection(
      StreamConnection connection,
      ByteBufferPool buffers,
      @Nullable PooledByteBuffer first,
      OptionMap options,
      StreamCount streams,
      SparseLog log) {
    super(
        connection,
        connection instanceof SslConnection ? "h2" : CLEARTEXT_UPGRADE_STRING,
        buffers,
        first,
        false,
        false,
        options);
    this.streams = streams;
    this.log = log;
    putAttachment(StreamCount.KEY, streams);
  }

  /**
   * Ends the connection when it has had no request for so long: Undertow does not time out one
   * whose last stream was reset, and a stream that was reset keeps its request, and so the webapp,
   * as long as the connection has no other.
   *
   * @param millis 0 for never
   */
  void endAfterIdle(int millis) {
    if (millis > 0) {
      look(TimeUnit.MILLISECONDS.toNanos(millis), TimeUnit.MILLISECONDS.toNanos(millis));
      addCloseTask(closed -> removeTimer());
    }
  }

  /** One timer, however many requests come. */
  private void look(long limit, long later) {
    timer =
        getIoThread()
            .executeAfter(
                () -> {
                  long left = limit - streams.idleNanos();
                  if (!isOpen()) {
                    return;
                  }
                  if (left > 0) {
                    look(limit, left);
                    return;
                  }
                  sendGoAway(ERROR_NO_ERROR);
                  // one that does not take it is closed all the same
                  timer =
                      getIoThread()
                          .executeAfter(
                              () -> IoUtils.safeClose(this), GOAWAY_MILLIS, TimeUnit.MILLISECONDS);
                },
                later,
                TimeUnit.NANOSECONDS);
  }

  private void removeTimer() {
    XnioExecutor.Key key = timer;
    if (key != null) {
      key.remove();
    }
  }

  @Override
  public XnioIoThread ioThread() {
    return getIoThread();
  }

  /**
   * Says GOAWAY with the last stream that was served, and closes. Undertow cannot say that it will
   * go away later, so a connection is ended between two requests.
   */
  @Override
  public void endIfIdle() {
    if (streams.isEmpty()) {
      sendGoAway(ERROR_NO_ERROR);
    }
  }

  @Override
  public @Nullable AbstractHttp2StreamSourceChannel receive() throws IOException {
    AbstractHttp2StreamSourceChannel frame = next();
    if (frame instanceof Http2StreamSourceChannel request) {
      if (streams.isFull()) {
        LOG.logf(
            log.level(),
            "streams from %s refused: server.http2-streams (%s) of the connection are served",
            getPeerAddress(),
            streams.max());
        refuse(request, ERROR_REFUSED_STREAM);
        return null;
      }
      String wrong = authority(request.getHeaders());
      if (wrong != null) {
        LOG.logf(log.level(), "request from %s refused: %s", getPeerAddress(), wrong);
        refuse(request, ERROR_PROTOCOL_ERROR);
        return null;
      }
      if (asksForTunnel(request.getHeaders())) {
        LOG.logf(
            log.level(),
            "request from %s refused with 501: its method is CONNECT",
            getPeerAddress());
        refuseTunnel(request);
        return null;
      }
      received = request;
    }
    return frame;
  }

  /** The handler that Undertow is to call with the requests of this connection. */
  HttpHandler handler(HttpHandler next) {
    return exchange -> {
      Http2StreamSourceChannel request = received;
      received = null;
      if (request != null && !exchange.isRequestComplete()) {
        RequestTrailers.on(this, request, exchange);
      }
      next.handleRequest(exchange);
    };
  }

  private @Nullable AbstractHttp2StreamSourceChannel next() throws IOException {
    try {
      return super.receive();
    } catch (ConnectionErrorException | StreamErrorException e) {
      String setting = setting(e);
      if (setting != null) {
        LOG.logf(
            log.level(),
            "HTTP/2 connection from %s ended: more than %s",
            getPeerAddress(),
            setting);
      }
      throw e;
    } catch (IllegalStateException e) {
      // Undertow keeps no more values of one field, and says nothing to the client
      LOG.logf(
          log.level(),
          "HTTP/2 connection from %s ended: more than limits.max-headers",
          getPeerAddress());
      sendGoAway(ERROR_ENHANCE_YOUR_CALM);
      throw new IOException(e);
    } catch (RuntimeException e) {
      // The ends of the decoder's tables, and integers that are none. Undertow has said GOAWAY, and
      // would write the trace of each to the log.
      throw new IOException(e);
    }
  }

  /** The bound that a field section has met within Undertow; null for another fault. */
  private static @Nullable String setting(IOException e) {
    if (e instanceof StreamErrorException) {
      return "limits.max-headers";
    }
    String tooLarge = UndertowMessages.MESSAGES.headerBlockTooLarge(0);
    return e.getCause() instanceof HpackException bad
            && bad.getMessage() != null
            && bad.getMessage().startsWith(tooLarge.substring(0, tooLarge.indexOf(':')))
        ? "limits.max-header-size"
        : null;
  }

  private static @Nullable String authority(HeaderMap fields) {
    HeaderValues authorities = fields.get(AUTHORITY);
    HeaderValues hosts = fields.get(Headers.HOST);
    if (authorities != null && authorities.size() > 1 || hosts != null && hosts.size() > 1) {
      return "it has more than one authority: RFC 9113, 8.3.1";
    }
    if (authorities != null
        && hosts != null
        && !authorities.getFirst().equalsIgnoreCase(hosts.getFirst())) {
      return "its :authority and its Host name different servers: RFC 9113, 8.3.1";
    }
    if (authorities == null && hosts != null) {
      // Undertow would overwrite the Host with nothing
      fields.put(AUTHORITY, hosts.getFirst());
    }
    return null;
  }

  /**
   * Undertow takes a CONNECT as RFC 9113, 8.5, has it for well-formed, and then ends the connection
   * over the {@code :path} that it must not have. One with a path it resets.
   */
  private static boolean asksForTunnel(HeaderMap fields) {
    HeaderValues methods = fields.get(METHOD);
    return methods != null
        && methods.size() == 1
        && methods.getFirst().equals(Methods.CONNECT_STRING)
        && fields.contains(AUTHORITY)
        && !fields.contains(PATH)
        && !fields.contains(SCHEME);
  }

  /**
   * Answers, and gives the client a moment to end the stream, which counts as long: when it has
   * been reset, Undertow takes what is still on its way for a fault of the connection.
   */
  private void refuseTunnel(Http2StreamSourceChannel request) throws IOException {
    streams.begin();
    Http2HeadersStreamSinkChannel answer = request.getResponseChannel();
    answer.getHeaders().put(STATUS, StatusCodes.NOT_IMPLEMENTED);
    answer.getHeaders().put(Headers.CONTENT_LENGTH, 0);
    answer.shutdownWrites();
    if (!answer.flush()) {
      answer
          .getWriteSetter()
          .set(
              ChannelListeners.flushingChannelListener(
                  null, ChannelListeners.closingChannelExceptionHandler()));
      answer.resumeWrites();
    }
    if (hasEnded(request)) {
      streams.end();
      return;
    }
    getIoThread()
        .executeAfter(
            () -> {
              if (!hasEnded(request)) {
                sendRstStream(request.getStreamId(), ERROR_NO_ERROR);
              }
              streams.end();
            },
            LingeringClose.MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Drops what has come of it. */
  private static boolean hasEnded(Http2StreamSourceChannel request) {
    try {
      Channels.drain(request, Long.MAX_VALUE);
      return !request.isOpen();
    } catch (IOException reset) {
      LOG.trace("The stream was reset", reset);
      return true;
    }
  }

  private void refuse(Http2StreamSourceChannel request, int code) {
    sendRstStream(request.getStreamId(), code);
    try {
      Channels.drain(request, Long.MAX_VALUE);
    } catch (IOException reset) {
      LOG.trace("The stream was reset", reset);
    }
  }
}
