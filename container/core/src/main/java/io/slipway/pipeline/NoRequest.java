package io.slipway.pipeline;

import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HttpString;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.EmptyStreamSourceConduit;
import org.xnio.conduits.NullStreamSinkConduit;

/**
 * An answer to what has not become a request, as an exchange: Undertow's attributes, of which the
 * patterns of an access log are made, read nothing else. Method, target and version are empty. The
 * connection is somebody else's: this one is known by the same addresses, and does no IO.
 */
final class NoRequest extends StreamConnection {
  private static final HttpString NONE = new HttpString("");

  private final StreamConnection connection;

  private NoRequest(StreamConnection connection) {
    super(connection.getIoThread());
    this.connection = connection;
    setSourceConduit(new EmptyStreamSourceConduit(connection.getIoThread()));
    setSinkConduit(new NullStreamSinkConduit(connection.getIoThread()));
  }

  /**
   * @param size bytes of the answer's body
   */
  static HttpServerExchange exchange(StreamConnection connection, int status, long size) {
    HttpServerExchange exchange =
        new HttpServerExchange(
            new HttpServerConnection(
                new NoRequest(connection), null, null, OptionMap.EMPTY, 0, null));
    exchange.setRequestMethod(NONE);
    exchange.setProtocol(NONE);
    exchange.setRequestURI("");
    exchange.setRequestPath("");
    exchange.setRelativePath("");
    exchange.setStatusCode(status);
    Connectors.updateResponseBytesSent(exchange, size);
    return exchange;
  }

  @Override
  protected void notifyWriteClosed() {
    // nobody writes
  }

  @Override
  protected void notifyReadClosed() {
    // nobody reads
  }

  @Override
  public @Nullable SocketAddress getPeerAddress() {
    return connection.getPeerAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() {
    return connection.getLocalAddress();
  }
}
