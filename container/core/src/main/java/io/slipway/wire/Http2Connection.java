package io.slipway.wire;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSinkChannel;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2DataStreamSinkChannel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.protocols.http2.StreamErrorException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.Channels;
import org.xnio.ssl.SslConnection;

/**
 * An HTTP/2 connection that refuses what Undertow cannot be asked to: streams above the limit,
 * requests whose {@code :authority} is not one, or not the {@code Host}, or whose {@code
 * Content-Length} is no number, and tunnels (RFC 9113, 5.1.2, 8.1.1, 8.3.1 and 8.5). It keeps the
 * book of its streams, and from Undertow the frames that {@link StreamFrames} drops.
 */
final class Http2Connection extends Http2Channel implements OpenConnections.Member {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private final Terms terms;
  private final FrameScan scan;
  private final HttpHandler handler;
  private final Http2Streams streams;
  private final EndRound round = new EndRound(getIoThread(), this::flushSenders);

  private final StreamFrames frames;
  private final HeadFirst headFirst = new HeadFirst(this);

  /**
   * A frame of no data that Undertow is to see next, in place of the byte before what follows. It
   * overlooks the end of a body whose trailer section comes in several frames.
   */
  private @Nullable ByteBuffer endOfBody;

  /** On the IO thread, between the frame of a request and its handler. */
  private @Nullable Http2StreamSourceChannel request;

  Http2Connection(
      StreamConnection connection,
      Http2Buffers buffers,
      @Nullable PooledByteBuffer first,
      OptionMap options,
      FrameScan scan,
      Terms terms,
      HttpHandler handler) {
    super(
        connection,
        connection instanceof SslConnection ? "h2" : CLEARTEXT_UPGRADE_STRING,
        buffers,
        first,
        false,
        false,
        options);
    this.scan = scan;
    this.handler = handler;
    this.terms = terms;
    this.streams = new Http2Streams(terms.http2().maxStreams(), this);
    this.frames = new StreamFrames(this, streams);
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

  Http2Streams streams() {
    return streams;
  }

  /** For the ends of its responses. */
  EndRound round() {
    return round;
  }

  @Override
  public @Nullable AbstractHttp2StreamSourceChannel receive() throws IOException {
    AbstractHttp2StreamSourceChannel next = next();
    round.goesOn();
    Http2Stream begun = frames.opened();
    if (begun == null || !(next instanceof Http2StreamSourceChannel channel)) {
      return next;
    }
    if (streams.isOverfull()) {
      LOG.logf(
          terms.logs().of("server.http2-streams").level(),
          "streams from %s refused: server.http2-streams (%s) of the connection are served",
          getPeerAddress(),
          streams.max());
      refuse(channel, ERROR_REFUSED_STREAM);
      return null;
    }
    String wrong = Http2Head.fault(channel.getHeaders());
    if (wrong != null) {
      log(wrong);
      refuse(channel, ERROR_PROTOCOL_ERROR);
      return null;
    }
    if (TunnelRefusal.isDue(channel.getHeaders())) {
      LOG.logf(
          terms.logs().of("CONNECT").level(),
          "request from %s refused with 501: its method is CONNECT",
          getPeerAddress());
      frames.takeOpened();
      TunnelRefusal.answer(channel);
      linger(begun, channel, ERROR_NO_ERROR);
      return null;
    }
    request = channel;
    return next;
  }

  private void log(String fault) {
    LOG.logf(
        terms.logs().of(fault).level(), "request from %s refused: %s", getPeerAddress(), fault);
  }

  @Override
  protected @Nullable FrameHeaderData parseFrame(ByteBuffer bytes) throws IOException {
    ByteBuffer end = endOfBody;
    if (end != null) {
      endOfBody = null;
      bytes.get();
      return super.parseFrame(end);
    }
    int begin = bytes.position();
    FrameHeaderData data = super.parseFrame(bytes);
    frames.parsed(bytes, begin, data != null);
    if (data != null && frames.isEndOfBodyLost()) {
      endOfBody = FrameHeader.endOfStream(frames.number());
      // Undertow comes back for what is left
      bytes.position(bytes.position() - 1);
    }
    return data;
  }

  /** What Undertow would take for the beginning of something. */
  @Override
  protected @Nullable AbstractHttp2StreamSourceChannel createChannel(
      FrameHeaderData data, PooledByteBuffer bytes) throws IOException {
    if (frames.isDropped()) {
      return null;
    }
    try {
      return super.createChannel(data, bytes);
    } catch (NumberFormatException e) {
      // Undertow has seen nothing of the stream then
      log(Http2Head.NO_LENGTH);
      sendRstStream(frames.number(), ERROR_PROTOCOL_ERROR);
      return null;
    }
  }

  /** Called for what is read, which {@link Http2Stream} has counted. */
  @Override
  public void updateReceiveFlowControlWindow(int read) {
    // nothing
  }

  /** The client may send so many bytes more. On any thread. */
  void giveRoom(int bytes) {
    try {
      super.updateReceiveFlowControlWindow(bytes);
    } catch (IOException gone) {
      LOG.trace("The connection has ended", gone);
    }
  }

  /** A response that is broken off is STREAM_CLOSED with Undertow: RFC 9113, 7. */
  @Override
  public void sendRstStream(int number, int code) {
    Http2Stream known = streams.get(number);
    if (known == null || known.reset()) {
      reset(number, code == ERROR_STREAM_CLOSED ? ERROR_INTERNAL_ERROR : code);
    }
  }

  /** For one that has not been reset, or that nobody knows. On any thread. */
  void reset(int number, int code) {
    super.sendRstStream(number, code);
    scan.hasReset(
        code == ERROR_PROTOCOL_ERROR
            || code == ERROR_FLOW_CONTROL_ERROR
            || code == ERROR_STREAM_CLOSED
            || code == ERROR_FRAME_SIZE_ERROR);
  }

  /** What Undertow is to call with frames. */
  ChannelListener<Http2Channel> listener(OptionMap options, int bufferSize) {
    Http2ReceiveListener undertow =
        new Http2ReceiveListener(this::handle, options, bufferSize, null);
    return connection -> {
      try {
        undertow.handleEvent(connection);
      } finally {
        handOver();
      }
    };
  }

  /** A request, or one that is pushed. On the IO thread. */
  void handle(HttpServerExchange exchange) throws Exception {
    headFirst.where(exchange);
    Http2Stream mine = frames.takeOpened();
    Http2StreamSourceChannel channel = request;
    request = null;
    // else it is pushed
    if (mine != null && channel != null) {
      mine.belongsTo(exchange);
      if (!exchange.isRequestComplete()) {
        RequestTrailers trailers = RequestTrailers.on(this, channel, exchange);
        exchange.addRequestWrapper((factory, e) -> mine.reads(trailers, factory.create()));
        if (HttpContinue.requiresContinueResponse(exchange.getRequestHeaders())) {
          // nobody is asked for a body behind the head of the answer. Undertow would close the
          // request for that, and so end the exchange before it is done with it
          exchange.addResponseCommitListener(
              answered -> answered.getRequestHeaders().remove(Headers.EXPECT));
        }
        exchange.addExchangeCompleteListener(
            (ended, nextListener) -> {
              if (!mine.hasEnded()) {
                sendRstStream(mine.number(), ERROR_CANCEL);
              }
              nextListener.proceed();
            });
      }
    }
    handler.handleRequest(exchange);
  }

  /** A stream of which no request has become, because it was refused, by Undertow or here. */
  private void handOver() {
    Http2Stream left = frames.takeOpened();
    Http2StreamSourceChannel channel = request;
    request = null;
    if (left != null) {
      linger(left, channel, ERROR_CANCEL);
    }
  }

  /** Gives the client a moment to end a stream that nobody reads. */
  private void linger(Http2Stream left, @Nullable Http2StreamSourceChannel channel, int code) {
    if (channel != null) {
      drop(channel);
    }
    if (left.hasEnded() || left.isReset()) {
      left.over();
      return;
    }
    getIoThread()
        .executeAfter(
            () -> {
              if (channel != null) {
                drop(channel);
              }
              if (!left.hasEnded()) {
                sendRstStream(left.number(), code);
              }
              left.over();
            },
            LingeringClose.MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private @Nullable AbstractHttp2StreamSourceChannel next() throws IOException {
    Http2Buffers buffers = buffers();
    buffers.receiving(true);
    try {
      return super.receive();
    } catch (ConnectionErrorException | StreamErrorException e) {
      String setting = Http2Head.setting(e);
      if (setting != null) {
        LOG.logf(
            terms.logs().of(setting).level(),
            "HTTP/2 connection from %s ended: more than %s",
            getPeerAddress(),
            setting);
      }
      throw e;
    } catch (IllegalStateException e) {
      // Undertow keeps no more values of one field, and says nothing to the client
      LOG.logf(
          terms.logs().of("limits.max-headers").level(),
          "HTTP/2 connection from %s ended: more than limits.max-headers",
          getPeerAddress());
      sendGoAway(ERROR_ENHANCE_YOUR_CALM);
      throw new IOException(e);
    } catch (RuntimeException e) {
      // The ends of the decoder's tables, and integers that are none. Undertow has said GOAWAY, and
      // would write the trace of each to the log.
      throw new IOException(e);
    } finally {
      buffers.receiving(false);
    }
  }

  @Override
  protected void queueFrame(AbstractHttp2StreamSinkChannel frame) throws IOException {
    if (frame instanceof Http2DataStreamSinkChannel) {
      scan.sends();
    }
    super.queueFrame(frame);
  }

  @Override
  protected synchronized void flushSenders() {
    // null while this is being constructed
    if (round != null && round.isHolding()) {
      return;
    }
    Http2Buffers buffers = buffers();
    buffers.flushing(true);
    try {
      super.flushSenders();
    } finally {
      buffers.flushing(false);
    }
  }

  /** Also before this has been constructed. */
  private Http2Buffers buffers() {
    return (Http2Buffers) getBufferPool();
  }

  /** What else comes of it is dropped. Undertow keeps it for a minute, without its fields. */
  private void refuse(Http2StreamSourceChannel channel, int code) {
    sendRstStream(channel.getStreamId(), code);
    drop(channel);
    channel.getHeaders().clear();
  }

  /** What has come of it. */
  private static void drop(Http2StreamSourceChannel channel) {
    try {
      Channels.drain(channel, Long.MAX_VALUE);
    } catch (IOException reset) {
      LOG.trace("The stream was reset", reset);
    }
  }
}
