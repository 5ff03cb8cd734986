package io.slipway.config;

import io.slipway.ClientAuth;
import io.slipway.ManagementOptions;
import io.slipway.ServerOptions;
import io.slipway.SlipwayBuilder;
import io.slipway.http.FormLimits;
import io.slipway.http.RequestOptions;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.pipeline.AccessLogOptions;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CompressionOptions;
import io.slipway.pipeline.ConcurrencyLimits;
import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.ForwardedOptions;
import io.slipway.pipeline.LimitOptions;
import io.slipway.pipeline.PipelineOptions;
import io.slipway.resource.FileOptions;
import io.slipway.spi.PageOptions;
import io.slipway.threads.ThreadOptions;
import io.slipway.tls.CertificateFile;
import io.slipway.tls.TlsFiles;
import io.slipway.wire.ConnectionLimits;
import io.slipway.wire.HeadLimits;
import io.slipway.wire.Http2Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Settings to the records that the container is built with. */
public final class ContainerOptions {
  private ContainerOptions() {}

  public static ServerOptions server(Settings s) {
    return new ServerOptions(
        s.get(Keys.IO_THREADS),
        s.get(Keys.BACKLOG),
        s.get(Keys.BUFFER_SIZE),
        s.get(Keys.HTTP2_PUSH),
        s.get(Keys.RAW_URLS),
        s.get(Keys.DRAIN),
        s.get(Keys.SHUTDOWN_DELAY));
  }

  /**
   * The ports and certificates to listen with.
   *
   * @throws ConfigException if there is nothing to listen on, or a listener lacks a file
   */
  public static void listeners(Settings s, SlipwayBuilder builder) {
    List<Problem> problems = new ArrayList<>();
    boolean plain = s.get(Keys.PORT).isPresent();
    boolean tls = s.get(Keys.TLS_PORT).isPresent();
    if (!plain && !tls) {
      problems.add(
          problem(s, Keys.PORT, "leaves nothing to listen on", "set it, or " + Keys.TLS_PORT));
    }
    if (tls && s.get(Keys.TLS_CERTIFICATE).isEmpty()) {
      problems.add(problem(s, Keys.TLS_PORT, "needs a certificate", "set " + Keys.TLS_CERTIFICATE));
    }
    if (!tls && s.get(Keys.TLS_CERTIFICATE).isPresent()) {
      problems.add(
          problem(s, Keys.TLS_CERTIFICATE, "is of no use without a port", "set " + Keys.TLS_PORT));
    }
    if (s.get(Keys.MANAGEMENT_METRICS) && s.get(Keys.MANAGEMENT_PORT).isEmpty()) {
      problems.add(
          problem(
              s,
              Keys.MANAGEMENT_METRICS,
              "is of no use without a port",
              "set " + Keys.MANAGEMENT_PORT));
    }
    if (s.get(Keys.TLS_CLIENT_AUTH) != ClientAuth.NONE && s.get(Keys.TLS_CLIENT_CA).isEmpty()) {
      problems.add(
          problem(
              s,
              Keys.TLS_CLIENT_AUTH,
              "needs certificates to check those of clients against",
              "set " + Keys.TLS_CLIENT_CA));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    builder.bind(s.get(Keys.BIND)).http2(s.get(Keys.HTTP2)).h2c(s.get(Keys.H2C));
    s.get(Keys.PORT).ifPresent(builder::port);
    s.get(Keys.MANAGEMENT_PORT)
        .ifPresent(
            port ->
                builder.management(
                    new ManagementOptions(
                        s.get(Keys.MANAGEMENT_BIND), port, s.get(Keys.MANAGEMENT_METRICS))));
    s.get(Keys.TLS_PORT)
        .ifPresent(port -> builder.https(port, tlsFiles(s), s.get(Keys.TLS_CLIENT_AUTH)));
  }

  private static TlsFiles tlsFiles(Settings s) {
    List<CertificateFile> certificates = new ArrayList<>();
    certificates.add(
        new CertificateFile(
            s.get(Keys.TLS_CERTIFICATE).orElseThrow(),
            s.get(Keys.TLS_KEY).orElse(null),
            s.get(Keys.TLS_PASSWORD).orElse(null)));
    certificates.addAll(s.get(Keys.TLS_SNI));
    return new TlsFiles(
        certificates, s.get(Keys.TLS_CLIENT_CA).orElse(null), s.get(Keys.TLS_RELOAD));
  }

  private static Problem problem(Settings s, Key<?> key, String message, String fix) {
    return Problem.error("setting-missing", s.setting(key).source().at(), key + " " + message, fix);
  }

  /** As many requests run and wait as the pipeline lets through: there is one bound, not two. */
  public static ThreadOptions threads(Settings s) {
    int concurrent =
        s.get(Keys.MAX_CONCURRENT) == 0 ? Integer.MAX_VALUE : s.get(Keys.MAX_CONCURRENT);
    return new ThreadOptions(
        s.get(Keys.VIRTUAL_THREADS),
        concurrent,
        concurrent,
        s.get(Keys.POOL),
        s.get(Keys.QUICK),
        s.get(Keys.STUCK));
  }

  public static RequestOptions requests(Settings s) {
    return new RequestOptions(
        s.get(Keys.RESPONSE_BUFFER),
        s.get(Keys.MAX_DRAIN),
        new FormLimits(
            s.get(Keys.MAX_PARAMETERS),
            s.get(Keys.MAX_FORM),
            s.get(Keys.MAX_PARTS),
            s.get(Keys.MAX_PART_HEADER)),
        s.get(Keys.MAX_SESSIONS),
        s.get(Keys.ASYNC_TIMEOUT).toMillis(),
        s.get(Keys.CHARSET).orElse(null));
  }

  public static FileOptions staticFiles(Settings s) {
    return new FileOptions(
        s.get(Keys.FILES_CACHE),
        s.get(Keys.FILES_MAX_CACHED),
        s.get(Keys.FILES_REVALIDATE),
        s.get(Keys.FILES_PRECOMPRESSED),
        s.get(Keys.FILES_LISTINGS),
        s.get(Keys.FILES_FOLLOW_LINKS),
        s.get(Keys.FILES_CHARSET));
  }

  public static PageOptions pages(Settings s) {
    return new PageOptions(s.get(Keys.PRECOMPILE), s.get(Keys.RECOMPILE));
  }

  public static PipelineOptions pipeline(Settings s) {
    return new PipelineOptions(
        new AccessLogOptions(
            s.get(Keys.LOG_ENABLED),
            s.get(Keys.LOG_FORMAT),
            s.get(Keys.LOG_FILE).orElse(null),
            s.get(Keys.LOG_ROTATE),
            s.get(Keys.LOG_QUEUE)),
        new ForwardedOptions(
            s.get(Keys.FORWARDED_ENABLED),
            s.get(Keys.FORWARDED_TRUSTED),
            s.get(Keys.FORWARDED_HEADERS)),
        limits(s),
        new CompressionOptions(
            s.get(Keys.GZIP_ENABLED),
            s.get(Keys.GZIP_TYPES),
            s.get(Keys.GZIP_MIN),
            s.get(Keys.GZIP_LEVEL)),
        new CacheHeaderOptions(
            s.get(Keys.CACHE_ENABLED), s.get(Keys.CACHE_RULES), s.get(Keys.CACHE_FINGERPRINTED)),
        new CookieOptions(s.get(Keys.COOKIES_ENABLED), s.get(Keys.COOKIE_RULES)));
  }

  /** Each with the place where it is defined, for messages. */
  public static List<DataSourceDef> dataSources(Settings s) {
    Origin at = s.setting(Keys.DATA_SOURCES).source().at();
    return s.get(Keys.DATA_SOURCES).stream()
        .map(def -> def.saidAt(new Origin(at.source(), def.origin().line())))
        .toList();
  }

  private static LimitOptions limits(Settings s) {
    return new LimitOptions(
        new ConcurrencyLimits(
            s.get(Keys.MAX_CONCURRENT),
            s.get(Keys.MAX_QUEUED),
            Math.toIntExact(s.get(Keys.RETRY_AFTER).toSeconds())),
        new HeadLimits(
            s.get(Keys.MAX_REQUEST_LINE), s.get(Keys.MAX_HEADER_SIZE), s.get(Keys.MAX_HEADERS)),
        s.get(Keys.MAX_COOKIES),
        new BodyLimits(
            s.get(Keys.MAX_BODY),
            millis(s.get(Keys.READ_TIMEOUT)),
            millis(s.get(Keys.WRITE_TIMEOUT)),
            s.get(Keys.MIN_BODY_RATE)),
        new ConnectionLimits(
            s.get(Keys.MAX_CONNECTIONS),
            s.get(Keys.MAX_CONNECTIONS_PER_ADDRESS),
            s.get(Keys.MAX_REQUESTS_PER_CONNECTION),
            millis(s.get(Keys.FIRST_BYTE_TIMEOUT)),
            millis(s.get(Keys.HEAD_TIMEOUT)),
            millis(s.get(Keys.IDLE_TIMEOUT))),
        new Http2Limits(
            s.get(Keys.HTTP2_STREAMS),
            s.get(Keys.HTTP2_RESETS),
            s.get(Keys.HTTP2_CONTROL_FRAMES),
            s.get(Keys.HTTP2_CONTINUATIONS)));
  }

  private static int millis(Duration duration) {
    return (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
  }

  /**
   * What stands in front of one webapp: the server's options as its {@code WEB-INF/slipway.yaml}
   * changes them. A webapp's rules come before the server's, so that it overrides those it names
   * and keeps the others. A {@link io.slipway.WebappPipeline}.
   */
  public static PipelineOptions forWebapp(
      PipelineOptions server, Path root, Consumer<Problem> problems) {
    Path file = root.resolve("WEB-INF").resolve("slipway.yaml");
    try {
      return merge(server, SettingsReader.readWebapp("WEB-INF/slipway.yaml", file));
    } catch (ConfigException e) {
      e.problems().forEach(problems);
      return server;
    }
  }

  private static PipelineOptions merge(PipelineOptions server, Settings own) {
    CompressionOptions gzip = server.compression();
    CacheHeaderOptions cache = server.cacheHeaders();
    CookieOptions cookies = server.cookies();
    return new PipelineOptions(
        server.accessLog(),
        server.forwarded(),
        server.limits(),
        new CompressionOptions(
            or(own, Keys.GZIP_ENABLED, gzip.enabled()),
            or(own, Keys.GZIP_TYPES, gzip.mimeTypes()),
            or(own, Keys.GZIP_MIN, gzip.minSize()),
            or(own, Keys.GZIP_LEVEL, gzip.level())),
        new CacheHeaderOptions(
            or(own, Keys.CACHE_ENABLED, cache.enabled()),
            before(own, Keys.CACHE_RULES, cache.rules()),
            or(own, Keys.CACHE_FINGERPRINTED, cache.immutableFingerprinted())),
        new CookieOptions(
            or(own, Keys.COOKIES_ENABLED, cookies.enabled()),
            before(own, Keys.COOKIE_RULES, cookies.rules())));
  }

  private static <T> T or(Settings own, Key<T> key, T server) {
    return own.isSet(key) ? own.get(key) : server;
  }

  private static <T> List<T> before(Settings own, Key<List<T>> key, List<T> server) {
    if (!own.isSet(key)) {
      return server;
    }
    List<T> all = new ArrayList<>(own.get(key));
    all.addAll(server);
    return all;
  }
}
