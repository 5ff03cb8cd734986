package io.slipway.wire;

import io.undertow.protocols.http2.Http2Channel;
import io.undertow.protocols.http2.Http2HeadersStreamSinkChannel;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http2.Http2ServerConnection;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import io.undertow.util.ParameterLimitException;
import io.undertow.util.Protocols;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * A stream that is pushed: RFC 9113, 8.4. In the place of Undertow's, which promises what the
 * client has forbidden meanwhile, without any bound of its own, and cannot reset it.
 */
public final class Http2Push extends Http2ServerConnection {
  private static final Logger LOG = Logger.getLogger("io.slipway.wire");

  private static final VarHandle STREAMS;
  private static final VarHandle SOURCE_CLOSED;

  static {
    try {
      MethodHandles.Lookup undertow =
          MethodHandles.privateLookupIn(Http2Channel.class, MethodHandles.lookup());
      STREAMS = undertow.findVarHandle(Http2Channel.class, "currentStreams", Map.class);
      Class<?> holder = undertow.findClass(Http2Channel.class.getName() + "$StreamHolder");
      SOURCE_CLOSED = undertow.findVarHandle(holder, "sourceClosed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Http2Connection connection;
  private final int number;

  private Http2Push(
      Http2Connection connection, Http2HeadersStreamSinkChannel stream, ServerConnection asked) {
    super(
        connection, stream, asked.getUndertowOptions(), asked.getBufferSize(), connection::handle);
    this.connection = connection;
    this.number = stream.getStreamId();
    setSslSessionInfo(asked.getSslSessionInfo());
  }

  /**
   * Promises a request, unless the client takes none, or none more now, and has it handled as the
   * client's own are. On any thread, while the response of the exchange has not ended.
   *
   * @param asked whose client is pushed to
   * @param target path and query
   * @param fields of the request; the pseudo-header fields are added
   * @return whether it was promised
   */
  public static boolean send(
      HttpServerExchange asked, String target, HttpString method, HeaderMap fields) {
    Http2Stream parent = Http2Stream.of(asked);
    if (parent == null || !asked.getConnection().isPushSupported() || parent.isBroken()) {
      return false;
    }
    Http2Connection connection = parent.connection();
    if (!connection.streams().promise(connection.getSendMaxConcurrentStreams())) {
      return false;
    }
    fields.put(Http2Channel.METHOD, method.toString());
    fields.put(Http2Channel.PATH, target);
    fields.put(Http2Channel.AUTHORITY, asked.getHostAndPort());
    fields.put(Http2Channel.SCHEME, asked.getRequestScheme());
    HeaderMap answer = new HeaderMap();
    Http2HeadersStreamSinkChannel stream;
    try {
      stream = connection.sendPushPromise(parent.number(), fields, answer);
      endRequest(connection, stream.getStreamId());
    } catch (IOException gone) {
      LOG.debug("A push could not be promised", gone);
      connection.streams().isOver(false);
      return false;
    }
    HttpServerExchange exchange =
        new HttpServerExchange(
            new Http2Push(connection, stream, asked.getConnection()),
            fields,
            answer,
            asked.getMaxEntitySize());
    Http2Stream pushed = new Http2Stream(connection.streams(), stream.getStreamId(), true);
    pushed.belongsTo(exchange);
    exchange.setRequestMethod(method);
    exchange.setProtocol(Protocols.HTTP_2_0);
    exchange.setRequestScheme(asked.getRequestScheme());
    stream.setCompletionListener(sent -> Connectors.terminateResponse(exchange));
    Connectors.terminateRequest(exchange);
    connection.getIoThread().execute(() -> handle(connection, exchange, target));
    return true;
  }

  /**
   * Undertow waits for the end of a request that nobody sends, and would keep the stream, and count
   * it, for as long as the connection lasts.
   */
  private static void endRequest(Http2Channel connection, int number) {
    Object stream = ((Map<?, ?>) STREAMS.get(connection)).get(number);
    if (stream != null) {
      SOURCE_CLOSED.set(stream, true);
    }
  }

  private static void handle(
      Http2Connection connection, HttpServerExchange exchange, String target) {
    try {
      Connectors.setExchangeRequestPath(exchange, target, new StringBuilder());
    } catch (ParameterLimitException | BadRequestException e) {
      LOG.debugf(e, "%s cannot be pushed", target);
      exchange.setStatusCode(StatusCodes.BAD_REQUEST);
      exchange.endExchange();
      return;
    }
    Connectors.executeRootHandler(connection::handle, exchange);
  }

  /** What is pushed pushes nothing. */
  @Override
  public boolean isPushSupported() {
    return false;
  }

  /** Resets the stream; Undertow looks for that of a request here. */
  @Override
  public void close() {
    connection.sendRstStream(number, Http2Channel.ERROR_CANCEL);
  }
}
