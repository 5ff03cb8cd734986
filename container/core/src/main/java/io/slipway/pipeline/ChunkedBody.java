package io.slipway.pipeline;

import io.slipway.wire.FilteredSource;
import io.slipway.wire.Refusal;
import io.undertow.UndertowOptions;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpAttachments;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.BadRequestException;
import io.undertow.util.HeaderMap;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * A chunked request body, read strictly. Undertow's own conduit takes {@code 5g}, {@code 5.0}, bare
 * line feeds and data past the size for a chunk; this one stands in its place.
 *
 * <p>Bytes past the end of the body are given back to the connection. After a failure the
 * connection takes no further request, and every read fails.
 */
final class ChunkedBody extends FilteredSource {
  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final Refusal refusal;
  private final ChunkFraming framing;
  private @Nullable IOException failure;

  private ChunkedBody(
      HttpServerExchange exchange, HttpServerConnection connection, Refusal refusal) {
    super(new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection));
    this.exchange = exchange;
    this.connection = connection;
    this.refusal = refusal;
    this.framing =
        new ChunkFraming(
            connection
                .getUndertowOptions()
                .get(UndertowOptions.MAX_HEADER_SIZE, UndertowOptions.DEFAULT_MAX_HEADER_SIZE),
            connection
                .getUndertowOptions()
                .get(UndertowOptions.MAX_HEADERS, UndertowOptions.DEFAULT_MAX_HEADERS));
  }

  /** To be called before anybody has asked for the request's channel. */
  static void install(
      HttpServerExchange exchange, HttpServerConnection connection, Refusal refusal) {
    connection
        .getChannel()
        .getSourceChannel()
        .setConduit(new ChunkedBody(exchange, connection, refusal));
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    IOException before = failure;
    if (before != null) {
      throw new IOException(before.getMessage(), before.getCause());
    }
    if (framing.isDone()) {
      return -1;
    }
    if (!into.hasRemaining()) {
      return 0;
    }
    try {
      return framing.data() > 0 ? readData(into) : readFramed(into);
    } catch (IOException e) {
      fail(e);
      throw e;
    }
  }

  /** In the middle of a chunk nothing is copied. */
  private int readData(ByteBuffer into) throws IOException {
    int limit = into.limit();
    into.limit((int) Math.min(limit, into.position() + framing.data()));
    int count;
    try {
      count = next.read(into);
    } finally {
      into.limit(limit);
    }
    if (count < 0) {
      throw new EOFException("The connection ended before the request body did");
    }
    if (count > 0) {
      framing.taken(count);
    }
    return count;
  }

  private int readFramed(ByteBuffer into) throws IOException {
    int begin = into.position();
    PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
    boolean keep = false;
    try {
      ByteBuffer bytes = pooled.getBuffer();
      bytes.clear();
      int count = next.read(bytes);
      bytes.flip();
      if (count < 0) {
        throw new EOFException("The connection ended before the request body did");
      }
      framing.read(bytes);
      while (framing.data() > 0 && bytes.hasRemaining() && into.hasRemaining()) {
        copy(bytes, into);
        framing.read(bytes);
      }
      keep = bytes.hasRemaining();
      if (keep) {
        connection.ungetRequestBytes(pooled);
      }
    } finally {
      if (!keep) {
        pooled.close();
      }
    }
    int read = into.position() - begin;
    if (framing.isDone()) {
      end();
      return read == 0 ? -1 : read;
    }
    return read;
  }

  private void copy(ByteBuffer from, ByteBuffer into) {
    int count = (int) Math.min(framing.data(), Math.min(from.remaining(), into.remaining()));
    int limit = from.limit();
    from.limit(from.position() + count);
    into.put(from);
    from.limit(limit);
    framing.taken(count);
  }

  private void end() {
    HeaderMap trailers = framing.trailers();
    if (trailers != null) {
      exchange.putAttachment(HttpAttachments.REQUEST_TRAILERS, trailers);
    }
    Connectors.terminateRequest(exchange);
  }

  private void fail(IOException cause) {
    failure = cause;
    exchange.setPersistent(false);
    if (cause.getCause() instanceof BadRequestException) {
      refusal.log(exchange, "with 400: " + cause.getMessage());
    } else if (!(cause instanceof EOFException)) {
      IoUtils.safeClose(connection);
    }
    // Nothing of what follows can be read, neither for this request nor for another
    Connectors.terminateRequest(exchange);
  }

  @Override
  public void terminateReads() throws IOException {
    if (!framing.isDone()) {
      exchange.setPersistent(false);
      super.terminateReads();
    }
  }
}
