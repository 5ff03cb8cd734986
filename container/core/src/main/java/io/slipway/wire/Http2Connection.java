package io.slipway.wire;

import io.undertow.UndertowMessages;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.http2.AbstractHttp2StreamSourceChannel;
import io.undertow.protocols.http2.ConnectionErrorException;
import io.undertow.protocols.http2.HpackException;
import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.protocols.http2.StreamErrorException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.server.protocol.http2.Http2ReceiveListener;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
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
 * book of its streams, and from Undertow the frames over which it would end the connection, where
 * RFC 9113, 5.1, ends a stream or nothing.
 */
final class Http2Connection extends Http2Channel implements OpenConnections.Member {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private static final String NO_LENGTH = "its Content-Length is not one number: RFC 9113, 8.1.1";

  private final Terms terms;
  private final FrameScan scan;
  private final HttpHandler handler;
  private final Http2Streams streams;
  private final EndRound round = new EndRound(getIoThread(), this::flushSenders);

  /** Of what Undertow parses. On the IO thread. */
  private final FrameHeader frame = new FrameHeader();

  /** Bytes before it. */
  private int preface = FrameHeader.PREFACE;

  /** Undertow has it. */
  private boolean parsed;

  /** It belongs to a stream of which Undertow is to see no more. */
  private boolean dropped;

  /** The stream that it belongs to, if that is known. */
  private @Nullable Http2Stream stream;

  // on the IO thread, between the frame of a request and its handler

  /** Nobody answers for it yet. */
  private @Nullable Http2Stream opened;

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
    Http2Stream begun = opened;
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
    String wrong = fault(channel.getHeaders());
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
      opened = null;
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
    if (parsed) {
      frame.clear();
      parsed = false;
    }
    int begin = bytes.position();
    FrameHeaderData data = super.parseFrame(bytes);
    int skipped = Math.min(preface, bytes.position() - begin);
    preface -= skipped;
    for (int at = begin + skipped; at < bytes.position() && !frame.isComplete(); at++) {
      frame.add(bytes.get(at));
    }
    if (data != null) {
      parsed = true;
      begun(bytes);
    }
    return data;
  }

  /** A frame of data goes on, all others have come; before Undertow makes something of it. */
  private void begun(ByteBuffer bytes) {
    int number = frame.stream();
    boolean idle = streams.isIdle(number);
    stream = idle ? null : streams.get(number);
    dropped = false;
    switch (frame.type()) {
      case FrameHeader.HEADERS -> {
        if (stream != null) {
          goesOn(stream, true);
        } else if (idle) {
          stream = streams.open(number, frame.has(FrameHeader.END_STREAM));
          opened = stream;
        } else {
          // none of those that a client may open: RFC 9113, 5.1.1
          dropped = true;
          sendGoAway(ERROR_PROTOCOL_ERROR);
        }
      }
      case FrameHeader.DATA -> {
        if (stream != null) {
          // the length of the padding is the byte that was read last
          int padding =
              frame.has(FrameHeader.PADDED) ? 1 + (bytes.get(bytes.position() - 1) & 0xff) : 0;
          stream.data(padding, frame.length());
          goesOn(stream, false);
        } else if (streams.isClosed(number)) {
          dropped = true;
          giveRoom(frame.length());
          reset(number, ERROR_STREAM_CLOSED);
        }
      }
      case FrameHeader.RST_STREAM -> {
        if (stream != null) {
          dropped = stream.isBroken();
          stream.cancel();
        }
      }
      case FrameHeader.WINDOW_UPDATE -> dropped = stream != null && stream.isBroken();
      default -> {
        // of no stream, or without effect on one
      }
    }
  }

  /** More of a stream that has been opened before. */
  private void goesOn(Http2Stream known, boolean head) {
    if (known.isReset()) {
      dropped = true;
    } else if (known.hasEnded()) {
      dropped = true;
      if (known.refuse()) {
        reset(known.number(), ERROR_STREAM_CLOSED);
      }
    } else if (frame.has(FrameHeader.END_STREAM)) {
      known.end();
    } else if (head) {
      // trailers that are not the last: RFC 9113, 8.1
      sendRstStream(known.number(), ERROR_PROTOCOL_ERROR);
    }
  }

  /** Frames that belong to no stream which is open; another thread may have reset it just now. */
  @Override
  protected @Nullable AbstractHttp2StreamSourceChannel createChannel(
      FrameHeaderData data, PooledByteBuffer bytes) throws IOException {
    if (dropped || isOfResetStream() || isGoodbye()) {
      return null;
    }
    try {
      return super.createChannel(data, bytes);
    } catch (NumberFormatException e) {
      // Undertow has seen nothing of the stream then
      log(NO_LENGTH);
      sendRstStream(frame.stream(), ERROR_PROTOCOL_ERROR);
      return null;
    }
  }

  private boolean isOfResetStream() {
    int type = frame.type();
    return (type == FrameHeader.DATA || type == FrameHeader.HEADERS)
        && stream != null
        && stream.isReset();
  }

  /**
   * A client that opens no more streams still gets the answers of those that are open: RFC 9113,
   * 6.8. Undertow would reset them.
   */
  private boolean isGoodbye() {
    return frame.type() == FrameHeader.GOAWAY && !streams.isEmpty();
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

  private void reset(int number, int code) {
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
    HeadFirst.where(this, exchange);
    Http2Stream mine = opened;
    Http2StreamSourceChannel channel = request;
    opened = null;
    request = null;
    // else it is pushed
    if (mine != null && channel != null) {
      mine.belongsTo(exchange);
      if (!exchange.isRequestComplete()) {
        RequestTrailers trailers = RequestTrailers.on(this, channel, exchange);
        exchange.addRequestWrapper((factory, e) -> mine.reads(trailers, factory.create()));
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
    Http2Stream left = opened;
    Http2StreamSourceChannel channel = request;
    opened = null;
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
      String setting = setting(e);
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

  private static @Nullable String fault(HeaderMap fields) {
    HeaderValues paths = fields.get(PATH);
    if (paths != null && paths.getFirst().isEmpty()) {
      return "its :path is empty: RFC 9113, 8.3.1";
    }
    HeaderValues lengths = fields.get(Headers.CONTENT_LENGTH);
    if (lengths != null && lengths.size() > 1) {
      return NO_LENGTH;
    }
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
