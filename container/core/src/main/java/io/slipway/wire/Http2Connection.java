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
import io.undertow.server.protocol.framed.FrameHeaderData;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;
import org.xnio.channels.Channels;
import org.xnio.ssl.SslConnection;

/**
 * An HTTP/2 connection that refuses what Undertow cannot be asked to: streams above the limit,
 * requests whose {@code :authority} is not one, or not the {@code Host}, or whose {@code
 * Content-Length} is no number, and tunnels (RFC 9113, 5.1.2, 8.1.1, 8.3.1 and 8.5). It drops what
 * comes on a stream that was reset, and keeps the book of {@link RequestBodies}.
 */
final class Http2Connection extends Http2Channel implements OpenConnections.Member {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private static final String NO_LENGTH = "its Content-Length is not one number: RFC 9113, 8.1.1";

  private final StreamCount streams;
  private final FrameScan scan;
  private final SparseLogs logs;
  private final RequestBodies bodies = new RequestBodies(this::giveRoom);
  private final EndRound round = new EndRound(getIoThread(), this::flushSenders);

  /** Of what Undertow parses. On the IO thread. */
  private final FrameHeader frame = new FrameHeader();

  /** Bytes before it. */
  private int preface = FrameHeader.PREFACE;

  /** Undertow has it. */
  private boolean parsed;

  /** The last stream of which Undertow has made something. On the IO thread. */
  private int known;

  /** The last one of which it could not. On the IO thread. */
  private int refused;

  /** It belongs to a stream that was reset from here. */
  private boolean dropped;

  /** Of which Undertow is making a request. On the IO thread. */
  private @Nullable Http2StreamSourceChannel received;

  Http2Connection(
      StreamConnection connection,
      Http2Buffers buffers,
      @Nullable PooledByteBuffer first,
      OptionMap options,
      StreamCount streams,
      FrameScan scan,
      SparseLogs logs) {
    super(
        connection,
        connection instanceof SslConnection ? "h2" : CLEARTEXT_UPGRADE_STRING,
        buffers,
        first,
        false,
        false,
        options);
    this.streams = streams;
    this.scan = scan;
    this.logs = logs;
    putAttachment(StreamCount.KEY, streams);
    putAttachment(EndRound.KEY, round);
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
    AbstractHttp2StreamSourceChannel next = next();
    round.goesOn();
    if (next instanceof Http2StreamSourceChannel request) {
      if (streams.isFull()) {
        LOG.logf(
            logs.of("server.http2-streams").level(),
            "streams from %s refused: server.http2-streams (%s) of the connection are served",
            getPeerAddress(),
            streams.max());
        refuse(request, ERROR_REFUSED_STREAM);
        return null;
      }
      String wrong = fault(request.getHeaders());
      if (wrong != null) {
        log(wrong);
        refuse(request, ERROR_PROTOCOL_ERROR);
        return null;
      }
      if (TunnelRefusal.isDue(request.getHeaders())) {
        LOG.logf(
            logs.of("CONNECT").level(),
            "request from %s refused with 501: its method is CONNECT",
            getPeerAddress());
        streams.begin();
        TunnelRefusal.answer(
            request,
            () -> {
              streams.end();
              bodies.end(request.getStreamId());
            });
        return null;
      }
      received = request;
    }
    return next;
  }

  private void log(String fault) {
    LOG.logf(logs.of(fault).level(), "request from %s refused: %s", getPeerAddress(), fault);
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

  private void begun(ByteBuffer bytes) {
    int stream = frame.stream();
    int type = frame.type();
    dropped = isOfResetStream();
    if (type == FrameHeader.DATA) {
      // the length of the padding is the byte that was read last
      int padding =
          frame.has(FrameHeader.PADDED) ? 1 + (bytes.get(bytes.position() - 1) & 0xff) : 0;
      bodies.data(stream, padding, frame.length());
    }
    if (type == FrameHeader.RST_STREAM) {
      bodies.last(stream, true);
    } else if (type == FrameHeader.HEADERS || type == FrameHeader.DATA) {
      if (frame.has(FrameHeader.END_STREAM)) {
        bodies.last(stream, false);
      } else if (type == FrameHeader.HEADERS) {
        bodies.begin(stream);
      }
    }
  }

  private boolean isOfResetStream() {
    int type = frame.type();
    return (type == FrameHeader.DATA || type == FrameHeader.HEADERS)
        && bodies.isReset(frame.stream());
  }

  /** Frames that belong to no stream which is open; another thread may have reset it just now. */
  @Override
  protected @Nullable AbstractHttp2StreamSourceChannel createChannel(
      FrameHeaderData data, PooledByteBuffer bytes) throws IOException {
    if (dropped || isOfResetStream() || isOfRefusedStream() || isGoodbye()) {
      return null;
    }
    try {
      AbstractHttp2StreamSourceChannel channel = super.createChannel(data, bytes);
      if (frame.type() == FrameHeader.HEADERS || frame.type() == FrameHeader.CONTINUATION) {
        known = Math.max(known, frame.stream());
      }
      return channel;
    } catch (NumberFormatException e) {
      // Undertow has seen nothing of the stream then
      refused = frame.stream();
      bodies.begin(refused);
      log(NO_LENGTH);
      sendRstStream(refused, ERROR_PROTOCOL_ERROR);
      return null;
    }
  }

  /** To Undertow such a stream is idle, and a frame that belongs to it ends the connection. */
  private boolean isOfRefusedStream() {
    int type = frame.type();
    return frame.stream() > known
        && frame.stream() <= refused
        && (type == FrameHeader.RST_STREAM || type == FrameHeader.WINDOW_UPDATE);
  }

  /**
   * A client that opens no more streams still gets the answers of those that are open: RFC 9113,
   * 6.8. Undertow would reset them.
   */
  private boolean isGoodbye() {
    return frame.type() == FrameHeader.GOAWAY && !streams.isEmpty();
  }

  /** Called for what is read, which {@link RequestBodies} has counted. */
  @Override
  public void updateReceiveFlowControlWindow(int read) {
    // nothing
  }

  private void giveRoom(int bytes) {
    try {
      super.updateReceiveFlowControlWindow(bytes);
    } catch (IOException gone) {
      LOG.trace("The connection has ended", gone);
    }
  }

  /**
   * Once, where the request has a body: RFC 9113, 5.4.2. A response that is broken off is
   * STREAM_CLOSED with Undertow: 7.
   */
  @Override
  public void sendRstStream(int stream, int code) {
    if (bodies.isReset(stream)) {
      return;
    }
    bodies.reset(stream);
    super.sendRstStream(stream, code == ERROR_STREAM_CLOSED ? ERROR_INTERNAL_ERROR : code);
    scan.hasReset(
        code == ERROR_PROTOCOL_ERROR
            || code == ERROR_FLOW_CONTROL_ERROR
            || code == ERROR_FRAME_SIZE_ERROR);
  }

  /** The handler that Undertow is to call with the requests of this connection. */
  HttpHandler handler(HttpHandler next) {
    return exchange -> {
      Http2StreamSourceChannel request = received;
      received = null;
      if (getInitialSendWindowSize() == 0) {
        exchange.addResponseWrapper((factory, e) -> new HeadFirst(factory.create()));
      }
      if (request != null && !exchange.isRequestComplete()) {
        int stream = request.getStreamId();
        RequestTrailers trailers = RequestTrailers.on(this, request, exchange);
        exchange.addRequestWrapper(
            (factory, e) -> bodies.reads(stream, trailers, factory.create()));
        exchange.addExchangeCompleteListener(
            (ended, nextListener) -> {
              bodies.end(stream);
              nextListener.proceed();
            });
      }
      next.handleRequest(exchange);
    };
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
            logs.of(setting).level(),
            "HTTP/2 connection from %s ended: more than %s",
            getPeerAddress(),
            setting);
      }
      throw e;
    } catch (IllegalStateException e) {
      // Undertow keeps no more values of one field, and says nothing to the client
      LOG.logf(
          logs.of("limits.max-headers").level(),
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
  private void refuse(Http2StreamSourceChannel request, int code) {
    sendRstStream(request.getStreamId(), code);
    hasEnded(request);
    request.getHeaders().clear();
  }

  /** Drops what has come of a request. */
  static boolean hasEnded(Http2StreamSourceChannel request) {
    try {
      Channels.drain(request, Long.MAX_VALUE);
      return !request.isOpen();
    } catch (IOException reset) {
      LOG.trace("The stream was reset", reset);
      return true;
    }
  }
}
