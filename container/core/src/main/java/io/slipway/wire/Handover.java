package io.slipway.wire;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;

/** What Undertow calls with a connection when ALPN has decided which protocol it speaks. */
final class Handover implements DelegateOpenListener {
  private final Protocol next;
  private final ByteBufferPool buffers;
  private final HttpHandler handler;
  private final OptionMap options;

  Handover(Protocol next, ByteBufferPool buffers, HttpHandler handler, OptionMap options) {
    this.next = next;
    this.buffers = buffers;
    this.handler = handler;
    this.options = options;
  }

  @Override
  public void handleEvent(StreamConnection connection) {
    next.open(connection, null);
  }

  @Override
  public void handleEvent(StreamConnection connection, PooledByteBuffer first) {
    next.open(connection, first);
  }

  @Override
  public HttpHandler getRootHandler() {
    return handler;
  }

  @Override
  public void setRootHandler(HttpHandler rootHandler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionMap getUndertowOptions() {
    return options;
  }

  @Override
  public void setUndertowOptions(OptionMap undertowOptions) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ByteBufferPool getBufferPool() {
    return buffers;
  }

  @Override
  public @Nullable ConnectorStatistics getConnectorStatistics() {
    return null;
  }

  @Override
  public void closeConnections() {
    // the listener's connections are closed with its worker
  }
}
