package io.slipway.wire;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/**
 * Opens listeners as {@link io.undertow.Undertow} does, and puts between socket and parser what it
 * has no place for: connections are counted and have a deadline, TLS records, heads and frames are
 * looked at. What accepts is to be resumed by the caller.
 */
public final class Connector {
  /** As Undertow has it: a record of TLS with its header, and some. */
  public static final int TLS_BUFFER = 17 * 1024;

  private final XnioWorker worker;
  private final ByteBufferPool buffers;
  private final OptionMap serverOptions;
  private final OptionMap http2Options;
  private final OptionMap socketOptions;
  private final Terms terms;
  private final Admission admission;

  /**
   * @param serverOptions Undertow's, for both protocols
   * @param socketOptions XNIO's, for what accepts
   * @param proxies addresses whose connections are not counted by address
   */
  public Connector(
      XnioWorker worker,
      ByteBufferPool buffers,
      OptionMap serverOptions,
      OptionMap socketOptions,
      Terms terms,
      Predicate<InetAddress> proxies) {
    this.worker = worker;
    this.buffers = buffers;
    this.serverOptions = serverOptions;
    // Undertow would reset the stream, and the client could not read why
    this.http2Options =
        OptionMap.builder()
            .addAll(serverOptions)
            .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .getMap();
    this.socketOptions =
        OptionMap.builder()
            .set(Options.WORKER_IO_THREADS, worker.getIoThreadCount())
            .set(Options.BALANCING_TOKENS, 1)
            .set(Options.BALANCING_CONNECTIONS, 2)
            .addAll(socketOptions)
            .getMap();
    this.terms = terms;
    this.admission = new Admission(terms, proxies);
  }

  /**
   * @param http1 handles requests in HTTP/1.1
   * @param http2 handles requests in HTTP/2, with prior knowledge or after an upgrade; null for
   *     none
   */
  public AcceptingChannel<StreamConnection> http(
      InetSocketAddress address, HttpHandler http1, @Nullable HttpHandler http2)
      throws IOException {
    HttpOpenListener listener = http1(http1);
    Protocol speaks2 = http2(http2);
    UpgradeToHttp2 upgrade = speaks2 == null ? null : new UpgradeToHttp2(speaks2, terms);
    return worker.createStreamConnectionServer(
        address,
        ChannelListeners.openListenerAdapter(
            connection -> openPlain(connection, listener, upgrade, speaks2)),
        socketOptions);
  }

  private void openPlain(
      StreamConnection connection,
      HttpOpenListener listener,
      @Nullable UpgradeToHttp2 upgrade,
      @Nullable Protocol speaks2) {
    Admission.Ticket ticket = admission.admit(connection, true);
    if (ticket == null) {
      return;
    }
    ticket.endsWith(connection);
    LazyReads.on(connection);
    Deadline deadline = new Deadline(connection, terms);
    Protocol speaks1 =
        (c, first) -> {
          openHttp1(listener, c, first, upgrade);
          // Undertow has set its own close listener
          ticket.endsWith(c);
        };
    new Preface(connection, buffers, deadline, speaks1, speaks2 == null ? speaks1 : speaks2)
        .await();
  }

  /**
   * @param ssl with buffers of {@link #TLS_BUFFER} bytes
   * @param tlsOptions client authentication, protocols and cipher suites
   * @param http2 handles requests in HTTP/2; null for none
   */
  public AcceptingChannel<StreamConnection> https(
      InetSocketAddress address,
      UndertowXnioSsl ssl,
      OptionMap tlsOptions,
      HttpHandler http1,
      @Nullable HttpHandler http2)
      throws IOException {
    HttpOpenListener listener = http1(http1);
    Protocol speaks1 = (connection, first) -> openHttp1(listener, connection, first, null);
    Protocol speaks2 = http2(http2);
    return worker.createStreamConnectionServer(
        address,
        ChannelListeners.openListenerAdapter(
            raw -> openTls(raw, ssl, tlsOptions, speaks1, speaks2)),
        socketOptions);
  }

  private void openTls(
      StreamConnection raw,
      UndertowXnioSsl ssl,
      OptionMap tlsOptions,
      Protocol speaks1,
      @Nullable Protocol speaks2) {
    Admission.Ticket ticket = admission.admit(raw, false);
    if (ticket == null) {
      return;
    }
    ticket.endsWith(raw);
    TlsRecords records = new TlsRecords(raw, TLS_BUFFER, terms.logs());
    raw.getSourceChannel().setConduit(records);
    LastAlert alert = LastAlert.on(raw);
    SslConnection connection = ssl.wrapExistingConnection(raw, tlsOptions, false);
    connection.getSourceChannel().setConduit(new TlsReads(connection, records, terms.logs()));
    Deadline deadline = new Deadline(connection, terms);
    connection
        .getHandshakeSetter()
        .set(
            shaken -> {
              deadline.met();
              records.shaken();
            });
    if (speaks2 == null) {
      speaks1.open(connection, null);
    } else {
      new Alpn(connection, alert, buffers, speaks1, speaks2).await();
    }
  }

  private HttpOpenListener http1(HttpHandler handler) {
    HttpOpenListener listener = new HttpOpenListener(buffers, serverOptions);
    listener.setRootHandler(handler);
    return listener;
  }

  private @Nullable Protocol http2(@Nullable HttpHandler handler) {
    if (handler == null) {
      return null;
    }
    HeaderListBound.raise();
    return (connection, first) -> openHttp2(handler, connection, first);
  }

  private void openHttp1(
      HttpOpenListener listener,
      StreamConnection connection,
      @Nullable PooledByteBuffer first,
      @Nullable UpgradeToHttp2 upgrade) {
    RawBytes raw = RawBytes.on(connection, first, upgrade, terms);
    if (raw.refuseAtOnce()) {
      terms.open().remove(raw);
      IoUtils.safeClose(first);
      return;
    }
    listener.handleEvent(connection, first);
    // Undertow has set a close listener of its own
    AtClose.run(connection, () -> terms.open().remove(raw));
  }

  /** How many connections have begun to speak HTTP and are open. */
  public int openConnections() {
    return terms.open().count();
  }

  /**
   * Ends connections that have no request: in HTTP/2 with GOAWAY. Those that get one meanwhile are
   * left alone, so it is called again.
   */
  public void endIdle() {
    terms.open().endIdle();
  }

  private void openHttp2(
      HttpHandler handler, StreamConnection connection, @Nullable PooledByteBuffer read) {
    PooledByteBuffer first = read == null ? null : copy(read);
    Http2Buffers http2Buffers = new Http2Buffers(buffers, connection.getIoThread());
    FrameScan scan = new FrameScan(connection, terms);
    Frames.on(connection, first, scan, http2Buffers);
    Http2Connection channel =
        new Http2Connection(connection, http2Buffers, first, http2Options, scan, terms, handler);
    channel.getReceiveSetter().set(channel.listener(http2Options, buffers.getBufferSize()));
    terms.open().add(channel);
    channel.addCloseTask(closed -> terms.open().remove(channel));
    IdleEnd.after(terms.connections().idleTimeoutMillis(), channel);
    channel.resumeReceives();
  }

  /** Undertow would give back what a thread of a servlet is reading. */
  private static PooledByteBuffer copy(PooledByteBuffer of) {
    try (of) {
      ByteBuffer bytes = of.getBuffer();
      return new ImmediatePooledByteBuffer(
          ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
    }
  }
}
