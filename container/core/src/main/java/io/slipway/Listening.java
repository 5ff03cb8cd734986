package io.slipway;

import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.Pipeline;
import io.slipway.threads.ContainerThread;
import io.slipway.wire.BufferPool;
import io.slipway.wire.Connector;
import io.slipway.wire.RefusedHeads;
import io.slipway.wire.Terms;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The listeners of a container, as {@link Undertow} opens them, with every option that bears on it
 * set on purpose. One worker serves all of them.
 */
final class Listening implements AutoCloseable {
  private static final int MAX_POOLED_BUFFERS = 8_192;
  private static final int SHUTDOWN_MILLIS = 2_000;

  /** TLS of before 1.2 has been put to rest by RFC 8996. */
  private static final Sequence<String> TLS_VERSIONS = Sequence.of("TLSv1.3", "TLSv1.2");

  /** For which a thread for tasks is kept that has none. */
  private static final long TASK_IDLE_SECONDS = 10;

  private final ThreadPoolExecutor tasks;
  private final XnioWorker worker;
  private final BufferPool buffers;
  private final String host;
  private final BufferPool tlsBuffers = new BufferPool(Connector.TLS_BUFFER, MAX_POOLED_BUFFERS);
  private final OptionMap options;
  private final OptionMap socketOptions;
  private final Connector connector;
  private @Nullable AcceptingChannel<? extends StreamConnection> http;
  private @Nullable AcceptingChannel<? extends StreamConnection> https;
  private @Nullable UndertowXnioSsl tls;

  private Listening(SlipwayBuilder settings, RefusedHeads refusedHeads) throws IOException {
    ServerOptions server = settings.serverOptions;
    this.host = settings.bind;
    this.options = serverOptions(settings);
    this.buffers = new BufferPool(server.bufferSize(), MAX_POOLED_BUFFERS);
    int processors = Runtime.getRuntime().availableProcessors();
    this.tasks = tasks(Math.max(4, processors));
    Xnio xnio = Xnio.getInstance(Undertow.class.getClassLoader());
    this.worker =
        xnio.createWorkerBuilder()
            .populateFromOptions(
                OptionMap.builder()
                    .set(
                        Options.WORKER_IO_THREADS,
                        server.ioThreads() > 0 ? server.ioThreads() : Math.max(processors, 2))
                    .set(Options.CONNECTION_HIGH_WATER, 1_000_000)
                    .set(Options.CONNECTION_LOW_WATER, 1_000_000)
                    .set(Options.TCP_NODELAY, true)
                    .set(Options.CORK, true)
                    .getMap())
            .setExternalExecutorService(tasks)
            .build();
    this.socketOptions =
        OptionMap.builder()
            .set(Options.BACKLOG, server.backlog())
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .getMap();
    LimitOptions limits = settings.pipeline.limits();
    this.connector =
        new Connector(
            worker,
            buffers,
            options,
            socketOptions,
            Terms.of(limits.connections(), limits.heads(), limits.http2(), refusedHeads),
            Pipeline.trustedProxies(settings.pipeline));
  }

  /**
   * Servlets run elsewhere: this is for Undertow's own tasks, such as TLS handshakes. The worker's
   * own threads would keep the context class loader of the webapp whose request they begin with.
   */
  private static ThreadPoolExecutor tasks(int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor tasks =
        new ThreadPoolExecutor(
            threads,
            threads,
            TASK_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            run -> ContainerThread.of(run, "slipway-task-" + number.incrementAndGet()));
    tasks.allowCoreThreadTimeOut(true);
    return tasks;
  }

  /**
   * Binds; nothing is accepted until {@link #accept}.
   *
   * @param context of the TLS listener, null where there is none
   * @throws ListenException if an address cannot be bound
   */
  static Listening open(
      SlipwayBuilder settings,
      HttpHandler first,
      RefusedHeads refusedHeads,
      @Nullable SSLContext context)
      throws IOException {
    Listening listening = new Listening(settings, refusedHeads);
    SlipwayBuilder.Https https = settings.https;
    Integer port = settings.port == null && https == null ? Integer.valueOf(8080) : settings.port;
    try {
      if (https != null && context != null) {
        listening.openHttps(https, context, first, settings.http2 ? first : null);
      }
      if (port != null) {
        listening.openHttp(
            port, settings.h2c ? Pipeline.http2Upgrade(first) : first, settings.h2c ? first : null);
      }
    } catch (RuntimeException failure) {
      listening.close();
      throw failure;
    }
    return listening;
  }

  private void openHttp(int port, HttpHandler http1, @Nullable HttpHandler http2) {
    try {
      http = connector.http(new InetSocketAddress(host, port), http1, http2);
    } catch (IOException | UnresolvedAddressException failure) {
      throw ListenException.of(host, "server.port " + port, failure);
    }
  }

  private void openHttps(
      SlipwayBuilder.Https settings,
      SSLContext context,
      HttpHandler http1,
      @Nullable HttpHandler http2) {
    OptionMap tlsOptions =
        OptionMap.builder()
            .set(Options.SSL_ENABLED_PROTOCOLS, TLS_VERSIONS)
            .set(Options.SSL_CLIENT_AUTH_MODE, mode(settings.clientAuth()))
            .getMap();
    UndertowXnioSsl ssl = new UndertowXnioSsl(worker.getXnio(), tlsOptions, tlsBuffers, context);
    tls = ssl;
    int port = settings.port();
    try {
      https = connector.https(new InetSocketAddress(host, port), ssl, tlsOptions, http1, http2);
    } catch (IOException | UnresolvedAddressException failure) {
      throw ListenException.of(host, "tls.port " + port, failure);
    }
  }

  /** From now on new TLS connections use this one. */
  void tls(SSLContext context) {
    UndertowXnioSsl ssl = tls;
    if (ssl != null) {
      ssl.updateSSLContext(context);
    }
  }

  private static SslClientAuthMode mode(ClientAuth auth) {
    return switch (auth) {
      case NEED -> SslClientAuthMode.REQUIRED;
      case WANT -> SslClientAuthMode.REQUESTED;
      case NONE -> SslClientAuthMode.NOT_REQUESTED;
    };
  }

  static OptionMap serverOptions(SlipwayBuilder settings) {
    ServerOptions options = settings.serverOptions;
    OptionMap.Builder map = OptionMap.builder();
    // HTTP/2 has its own way in: Connector
    map.set(UndertowOptions.ENABLE_HTTP2, false)
        .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, options.http2Push())
        // counted where an application asks for them; and what Undertow answers itself in HTTP/2
        // would keep its body's part of the connection's window
        .set(UndertowOptions.MAX_PARAMETERS, Integer.MAX_VALUE)
        .set(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
        // the target is read raw and canonicalised by us, once
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_ENCODED_SLASH, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, options.allowUnescapedUrls())
        .set(UndertowOptions.URL_CHARSET, StandardCharsets.UTF_8.name())
        // of what Undertow answers by itself
        .set(UndertowOptions.ALWAYS_SET_DATE, true)
        // HTTP/1.1 is persistent without a word
        .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .set(UndertowOptions.RECORD_REQUEST_START_TIME, false)
        .set(UndertowOptions.ENABLE_STATISTICS, false)
        // with it a flush would not reach the socket while another pipelined request waits
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false);
    Pipeline.configure(map, settings.pipeline.limits());
    return map.getMap();
  }

  XnioWorker worker() {
    return worker;
  }

  BufferPool buffers() {
    return buffers;
  }

  int buffersLent() {
    return buffers.lent() + tlsBuffers.lent();
  }

  /** From now on connections are accepted. */
  void accept() {
    AcceptingChannel<?> plain = http;
    AcceptingChannel<?> secure = https;
    if (plain != null) {
      plain.resumeAccepts();
    }
    if (secure != null) {
      secure.resumeAccepts();
    }
  }

  /** From now on no connection is accepted; those that are open stay. */
  void stopAccepting() {
    IoUtils.safeClose(http);
    IoUtils.safeClose(https);
  }

  /** How many connections have begun to speak HTTP and are open. */
  int openConnections() {
    return connector.openConnections();
  }

  /** Ends the connections that have no request. */
  void endIdle() {
    connector.endIdle();
  }

  /** Of the HTTP listener; -1 where there is none. */
  int httpPort() {
    return port(http);
  }

  /** Of the TLS listener; -1 where there is none. */
  int httpsPort() {
    return port(https);
  }

  private static int port(@Nullable AcceptingChannel<?> channel) {
    return channel == null ? -1 : ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  /** Where clients on this machine find it: {@code localhost} where it listens everywhere. */
  String host() {
    return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
  }

  @Override
  public void close() {
    stopAccepting();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
    tasks.shutdown();
    buffers.close();
    tlsBuffers.close();
  }
}
