package io.slipway;

import io.slipway.http.BufferPool;
import io.slipway.pipeline.Pipeline;
import io.slipway.pipeline.PipelineOptions;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/** The listeners of a container: Undertow, with every option that bears on it set on purpose. */
final class Listening {
  private static final int MAX_POOLED_BUFFERS = 16_384;

  private final Undertow undertow;
  private final BufferPool buffers;
  private final String host;

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
    Undertow.Builder builder =
        Undertow.builder()
            .setByteBufferPool(buffers)
            .setHandler(first)
            // servlets run elsewhere: this pool is Undertow's for its own tasks, such as TLS handshakes
            .setWorkerThreads(Math.max(4, Runtime.getRuntime().availableProcessors()));
    if (options.ioThreads() > 0) {
      builder.setIoThreads(options.ioThreads());
    }
    builder.setSocketOption(Options.BACKLOG, options.backlog()).setSocketOption(Options.TCP_NODELAY, true);
    PipelineOptions pipeline = settings.pipeline;
    configure(builder, options, settings.http2);
    if (pipeline != null) {
      Pipeline.configure(builder, pipeline.limits());
    }
    SlipwayBuilder.Https https = settings.https;
    Integer port = settings.port == null && https == null ? Integer.valueOf(8080) : settings.port;
    if (port != null) {
      builder.addHttpListener(port, settings.bind);
    }
    if (https != null) {
      builder
          .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, mode(https.clientAuth()))
          .addHttpsListener(https.port(), settings.bind, https.context());
    }
    Undertow undertow = builder.build();
    try {
      undertow.start();
    } catch (RuntimeException failure) {
      undertow.stop();
      buffers.close();
      throw listenFailure(settings, port, failure);
    }
    undertow.getListenerInfo().forEach(Undertow.ListenerInfo::suspend);
    return new Listening(undertow, buffers, settings.bind);
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

  private static void configure(Undertow.Builder builder, ServerOptions options, boolean http2) {
    builder
        .setServerOption(UndertowOptions.ENABLE_HTTP2, http2)
        .setServerOption(UndertowOptions.HTTP2_SETTINGS_ENABLE_PUSH, options.http2Push())
        .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, options.http2MaxStreams())
        .setServerOption(UndertowOptions.MAX_CONCURRENT_REQUESTS_PER_CONNECTION, options.http2MaxStreams())
        .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, options.maxHeaderSize())
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, options.maxHeaderSize())
        .setServerOption(UndertowOptions.MAX_HEADERS, options.maxHeaders())
        .setServerOption(UndertowOptions.MAX_PARAMETERS, options.maxParameters())
        .setServerOption(UndertowOptions.MAX_COOKIES, options.maxCookies())
        // bodies are bounded by the requests themselves, where the answer can still be a 413
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .setServerOption(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, millis(options.idleTimeout()))
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(options.requestHeadTimeout()))
        // not for Undertow, which reads them from sockets only, but for whoever waits for a body or a client
        .setServerOption(Options.READ_TIMEOUT, millis(options.readTimeout()))
        .setServerOption(Options.WRITE_TIMEOUT, millis(options.writeTimeout()))
        // the target is read raw and canonicalised by us, once
        .setServerOption(UndertowOptions.DECODE_URL, false)
        .setServerOption(UndertowOptions.ALLOW_ENCODED_SLASH, false)
        .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, options.allowUnescapedUrls())
        .setServerOption(UndertowOptions.URL_CHARSET, StandardCharsets.UTF_8.name())
        .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
        // HTTP/1.1 is persistent without a word
        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, false)
        .setServerOption(UndertowOptions.ENABLE_STATISTICS, false)
        // with it a flush would not reach the socket while another pipelined request waits
        .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 2_000);
  }

  private static int millis(Duration duration) {
    return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
  }

  private static ListenException listenFailure(SlipwayBuilder settings, @Nullable Integer port, RuntimeException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String ports = port == null ? "" : "port " + port;
    if (settings.https != null) {
      ports += (ports.isEmpty() ? "port " : " or ") + settings.https.port();
    }
    String reason = cause instanceof BindException ? "is in use or may not be used" : "cannot be opened";
    IOException io = cause instanceof IOException e ? e : new IOException(cause);
    return new ListenException(
        "Cannot listen on " + settings.bind + ": " + ports + " " + reason + " (" + cause.getMessage() + ")", io);
  }

  /** From now on connections are accepted. */
  void accept() {
    undertow.getListenerInfo().forEach(Undertow.ListenerInfo::resume);
  }

  /** -1 where there is no such listener. */
  int port(String protocol) {
    Predicate<Undertow.ListenerInfo> wanted = info -> info.getProtcol().equals(protocol);
    return undertow.getListenerInfo().stream()
        .filter(wanted)
        .map(info -> ((InetSocketAddress) info.getAddress()).getPort())
        .findFirst()
        .orElse(-1);
  }

  /** A name that a client on this machine can use. */
  String host() {
    return host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  void close() {
    undertow.stop();
    buffers.close();
  }
}
