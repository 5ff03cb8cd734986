package io.slipway;

import io.slipway.http.BufferPool;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2UpgradeHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The listeners of a container: Undertow, with every option that bears on it set on purpose. */
final class Listening {
  private static final int MAX_POOLED_BUFFERS = 16_384;

  private final Undertow undertow;
  private final BufferPool buffers;
  private final String host;
  private @Nullable AcceptingChannel<StreamConnection> http;

  private Listening(Undertow undertow, BufferPool buffers, String host) {
    this.undertow = undertow;
    this.buffers = buffers;
    this.host = host;
  }

  /**
   * Binds; nothing is accepted until {@link #accept}.
   *
   * @throws ListenException if an address cannot be bound
   */
  static Listening open(SlipwayBuilder settings, HttpHandler first) {
    ServerOptions options = settings.serverOptions;
    BufferPool buffers = new BufferPool(options.bufferSize(), MAX_POOLED_BUFFERS);
    OptionMap serverOptions = serverOptions(settings);
    OptionMap socketOptions =
        OptionMap.builder()
            .set(Options.BACKLOG, options.backlog())
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .getMap();
    Undertow.Builder builder =
        Undertow.builder()
            .setByteBufferPool(buffers)
            .setHandler(first)
            // servlets run elsewhere: this pool is Undertow's for its own tasks, such as TLS
            // handshakes
            .setWorkerThreads(Math.max(4, Runtime.getRuntime().availableProcessors()));
    if (options.ioThreads() > 0) {
      builder.setIoThreads(options.ioThreads());
    }
    for (Option<?> option : serverOptions) {
      set(builder::setServerOption, option, serverOptions);
    }
    for (Option<?> option : socketOptions) {
      set(builder::setSocketOption, option, socketOptions);
    }
    SlipwayBuilder.Https https = settings.https;
    Integer port = settings.port == null && https == null ? Integer.valueOf(8080) : settings.port;
    if (https != null) {
      builder
          .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, mode(https.clientAuth()))
          .addHttpsListener(https.port(), settings.bind, https.context());
    }
    Undertow undertow = builder.build();
    Listening listening = new Listening(undertow, buffers, settings.bind);
    try {
      undertow.start();
      undertow.getListenerInfo().forEach(Undertow.ListenerInfo::suspend);
      if (port != null) {
        listening.http =
            openHttp(
                undertow.getWorker(),
                buffers,
                serverOptions,
                socketOptions,
                new InetSocketAddress(settings.bind, port),
                handler(first, settings));
      }
    } catch (RuntimeException | IOException failure) {
      listening.close();
      throw listenFailure(settings, port, failure);
    }
    return listening;
  }

  private static HttpHandler handler(HttpHandler first, SlipwayBuilder settings) {
    return settings.http2 ? new Http2UpgradeHandler(first) : first;
  }

  /** As {@link Undertow} opens a listener, but for {@link LazyReads}. */
  private static AcceptingChannel<StreamConnection> openHttp(
      XnioWorker worker,
      BufferPool buffers,
      OptionMap serverOptions,
      OptionMap socketOptions,
      InetSocketAddress address,
      HttpHandler handler)
      throws IOException {
    HttpOpenListener http = new HttpOpenListener(buffers, serverOptions);
    http.setRootHandler(handler);
    ChannelListener<StreamConnection> opened =
        connection -> {
          LazyReads.on(connection);
          http.handleEvent(connection);
        };
    OptionMap options =
        OptionMap.builder()
            .set(Options.WORKER_IO_THREADS, worker.getIoThreadCount())
            .set(Options.BALANCING_TOKENS, 1)
            .set(Options.BALANCING_CONNECTIONS, 2)
            .addAll(socketOptions)
            .getMap();
    return worker.createStreamConnectionServer(
        address, ChannelListeners.openListenerAdapter(opened), options);
  }

  private interface Setter {
    <T> Object set(Option<T> option, T value);
  }

  private static <T> void set(Setter setter, Option<T> option, OptionMap from) {
    setter.set(option, from.get(option));
  }

  private static SslClientAuthMode mode(ClientAuth auth) {
    switch (auth) {
      case NEED:
        return SslClientAuthMode.REQUIRED;
      case WANT:
        return SslClientAuthMode.REQUESTED;
      default:
        return SslClientAuthMode.NOT_REQUESTED;
    }
  }

  private static OptionMap serverOptions(SlipwayBuilder settings) {
    ServerOptions options = settings.serverOptions;
    OptionMap.Builder map = OptionMap.builder();
    map.set(UndertowOptions.ENABLE_HTTP2, settings.http2)
        .set(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, options.http2Push())
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.http2MaxStreams())
        .set(UndertowOptions.MAX_CONCURRENT_REQUESTS_PER_CONNECTION, options.http2MaxStreams())
        .set(UndertowOptions.HTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, options.maxHeaderSize())
        .set(UndertowOptions.MAX_HEADER_SIZE, options.maxHeaderSize())
        .set(UndertowOptions.MAX_HEADERS, options.maxHeaders())
        .set(UndertowOptions.MAX_PARAMETERS, options.maxParameters())
        .set(UndertowOptions.MAX_COOKIES, options.maxCookies())
        // bodies are bounded by the requests themselves, where the answer can still be a 413
        .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .set(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, millis(options.idleTimeout()))
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(options.requestHeadTimeout()))
        // not for Undertow, which reads them from sockets only, but for whoever waits for a body or
        // a client
        .set(Options.READ_TIMEOUT, millis(options.readTimeout()))
        .set(Options.WRITE_TIMEOUT, millis(options.writeTimeout()))
        // the target is read raw and canonicalised by us, once
        .set(UndertowOptions.DECODE_URL, false)
        .set(UndertowOptions.ALLOW_ENCODED_SLASH, false)
        .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, options.allowUnescapedUrls())
        .set(UndertowOptions.URL_CHARSET, StandardCharsets.UTF_8.name())
        .set(UndertowOptions.ALWAYS_SET_DATE, true)
        // HTTP/1.1 is persistent without a word
        .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .set(UndertowOptions.RECORD_REQUEST_START_TIME, false)
        .set(UndertowOptions.ENABLE_STATISTICS, false)
        // with it a flush would not reach the socket while another pipelined request waits
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .set(UndertowOptions.SHUTDOWN_TIMEOUT, 2_000);
    PipelineOptions pipeline = settings.pipeline;
    if (pipeline != null) {
      Pipeline.configure(map, pipeline.limits());
    }
    return map.getMap();
  }

  private static int millis(Duration duration) {
    return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
  }

  private static ListenException listenFailure(
      SlipwayBuilder settings, @Nullable Integer port, Exception failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String ports = port == null ? "" : "port " + port;
    if (settings.https != null) {
      ports += (ports.isEmpty() ? "port " : " or ") + settings.https.port();
    }
    String reason =
        cause instanceof BindException ? "is in use or may not be used" : "cannot be opened";
    IOException io = cause instanceof IOException e ? e : new IOException(cause);
    return new ListenException(
        "Cannot listen on "
            + settings.bind
            + ": "
            + ports
            + " "
            + reason
            + " ("
            + cause.getMessage()
            + ")",
        io);
  }

  /** From now on connections are accepted. */
  void accept() {
    undertow.getListenerInfo().forEach(Undertow.ListenerInfo::resume);
    AcceptingChannel<StreamConnection> accepting = http;
    if (accepting != null) {
      accepting.resumeAccepts();
    }
  }

  /** -1 where there is no such listener. */
  int port(String protocol) {
    AcceptingChannel<StreamConnection> accepting = http;
    if (protocol.equals("http")) {
      return accepting == null ? -1 : ((InetSocketAddress) accepting.getLocalAddress()).getPort();
    }
    Predicate<Undertow.ListenerInfo> wanted = info -> info.getProtcol().equals(protocol);
    return undertow.getListenerInfo().stream()
        .filter(wanted)
        .map(info -> ((InetSocketAddress) info.getAddress()).getPort())
        .findFirst()
        .orElse(-1);
  }

  /** A name that a client on this machine can use. */
  String host() {
    return host.equals("0.0.0.0") || host.equals("::")
        ? "localhost"
        : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  void close() {
    IoUtils.safeClose(http);
    undertow.stop();
    buffers.close();
  }
}
