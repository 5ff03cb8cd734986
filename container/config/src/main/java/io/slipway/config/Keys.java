package io.slipway.config;

import io.slipway.ClientAuth;
import io.slipway.ServerOptions;
import io.slipway.http.FormLimits;
import io.slipway.http.RequestOptions;
import io.slipway.model.NamingEntry.DataSourceDef;
import io.slipway.pipeline.AccessLogOptions;
import io.slipway.pipeline.BodyLimits;
import io.slipway.pipeline.CacheHeaderOptions;
import io.slipway.pipeline.CompressionOptions;
import io.slipway.pipeline.CookieOptions;
import io.slipway.pipeline.ForwardedOptions;
import io.slipway.pipeline.LimitOptions;
import io.slipway.resource.FileOptions;
import io.slipway.security.SecurityOptions;
import io.slipway.spi.PageOptions;
import io.slipway.threads.ThreadOptions;
import io.slipway.tls.CertificateFile;
import io.slipway.wire.ConnectionLimits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting there is, once. Reading, printing, the shipped {@code conf/slipway.yaml} and the
 * README's table come from here; the defaults are those of the container's own records.
 */
public final class Keys {
  /** Filled while this class is initialised, and never after. */
  private static final List<Key<?>> ALL = new ArrayList<>();

  private static final ServerOptions SERVER = ServerOptions.DEFAULT;
  private static final ThreadOptions THREADS = ThreadOptions.DEFAULT;
  private static final RequestOptions REQUESTS = RequestOptions.DEFAULT;
  private static final FormLimits FORMS = REQUESTS.forms();
  private static final LimitOptions LIMIT = LimitOptions.DEFAULT;
  private static final BodyLimits BODY = LIMIT.bodies();
  private static final ConnectionLimits CONNECTION = LIMIT.connections();
  private static final AccessLogOptions LOG = AccessLogOptions.DEFAULT;
  private static final ForwardedOptions PROXY = ForwardedOptions.DEFAULT;
  private static final CompressionOptions GZIP = CompressionOptions.DEFAULT;
  private static final FileOptions FILES = FileOptions.DEFAULT;
  private static final CacheHeaderOptions CACHE = CacheHeaderOptions.DEFAULT;
  private static final CookieOptions COOKIES = CookieOptions.DEFAULT;

  /** What each group is for. */
  static final Map<String, String> GROUPS =
      Map.ofEntries(
          Map.entry("server", "Where the container listens and how it runs."),
          Map.entry(
              "management",
              "A listener of its own for those who run the container: health and metrics."),
          Map.entry("hosts", "Virtual hosts, chosen by Host or :authority."),
          Map.entry("tls", "HTTPS, with TLS 1.2 and 1.3."),
          Map.entry(
              "limits",
              "Bounds on what a client may ask for. Each answers with its own status, and the log line names the key."),
          Map.entry(
              "threads",
              "How servlets get their threads. How many requests run at once is limits.max-concurrent-requests."),
          Map.entry("requests", "Defaults for what servlets see."),
          Map.entry("pages", "Pages (JSP), compiled into the work folder."),
          Map.entry("sessions", "Sessions of all webapps."),
          Map.entry("naming", "What webapps find by JNDI besides what they declare themselves."),
          Map.entry("access-log", "One line for each answered request."),
          Map.entry(
              "forwarded",
              "Forwarded and X-Forwarded-* headers of a proxy in front; believed only from trusted addresses."),
          Map.entry(
              "compression",
              "gzip for responses that gain by it. May be set in WEB-INF/slipway.yaml too."),
          Map.entry("static-files", "Files that webapps hold, and how they are kept in memory."),
          Map.entry(
              "cache-headers",
              "Cache-Control and Expires for responses whose application set neither. May be set in WEB-INF/slipway.yaml too;"
                  + " a webapp's rules come before these."),
          Map.entry(
              "cookies",
              "Attributes that cookies get where the application did not set them. May be set in WEB-INF/slipway.yaml too;"
                  + " a webapp's rules come before these."));

  // server

  public static final Key<Optional<Integer>> PORT =
      server(
          "server.port",
          Types.optional(Types.number(0, 65535)),
          Optional.of(8080),
          "Port of the HTTP listener; 0 lets the system choose one; none: TLS only.");
  public static final Key<String> BIND =
      server(
          "server.bind",
          Types.ADDRESS,
          "127.0.0.1",
          "Address or name to listen on; 0.0.0.0 opens it to the network.");
  public static final Key<Boolean> HTTP2 =
      server(
          "server.http2",
          Types.BOOLEAN,
          true,
          "HTTP/2 over TLS, for clients that ask for it (ALPN).");
  public static final Key<Boolean> H2C =
      server(
          "server.h2c",
          Types.BOOLEAN,
          false,
          "HTTP/2 without TLS too, by prior knowledge or upgrade.");
  public static final Key<Boolean> KEEP_GOING =
      server(
          "server.keep-going",
          Types.BOOLEAN,
          false,
          "Whether the other webapps run when one cannot be deployed.");
  public static final Key<Duration> WATCH =
      server(
          "server.watch",
          Types.DURATION,
          Duration.ofSeconds(1),
          "How often the webapps of the default host are looked at: new folders and .war files are deployed, those"
              + " that have gone are undeployed, and a webapp whose .war, WEB-INF/web.xml or WEB-INF/slipway.yaml has"
              + " changed is redeployed. 0: never.");
  public static final Key<Boolean> DEV =
      server(
          "server.dev",
          Types.BOOLEAN,
          false,
          "Whether a webapp is also redeployed when its classes or jars have changed.");
  public static final Key<Optional<Path>> WORK =
      server(
          "server.work",
          Types.optional(Types.PATH),
          Optional.empty(),
          "Folder for unpacked WARs, compiled pages, sessions and temporary files."
              + " None: a temporary one, deleted at the end.");
  public static final Key<Boolean> CROSS_CONTEXT =
      server(
          "server.cross-context",
          Types.BOOLEAN,
          false,
          "Whether ServletContext.getContext gives webapps each other's context.");
  public static final Key<Integer> IO_THREADS =
      server(
          "server.io-threads",
          Types.number(0, 1024),
          SERVER.ioThreads(),
          "Threads that serve connections; 0: one for each processor, but at least two.");
  public static final Key<Integer> BACKLOG =
      server(
          "server.backlog",
          Types.number(1, Integer.MAX_VALUE),
          SERVER.backlog(),
          "Connections that may wait to be accepted.");
  public static final Key<Integer> BUFFER_SIZE =
      server("server.buffer-size", Types.SMALL_SIZE, SERVER.bufferSize(), "Size of one IO buffer.");
  public static final Key<Integer> HTTP2_STREAMS =
      server(
          "server.http2-streams",
          Types.number(1, 1 << 20),
          LIMIT.http2().maxStreams(),
          "Streams of one HTTP/2 connection at once; more are refused (REFUSED_STREAM).");
  public static final Key<Boolean> HTTP2_PUSH =
      server(
          "server.http2-push",
          Types.BOOLEAN,
          SERVER.http2Push(),
          "Whether newPushBuilder may push to clients that accept it.");
  public static final Key<Boolean> RAW_URLS =
      server(
          "server.allow-unescaped-urls",
          Types.BOOLEAN,
          SERVER.allowUnescapedUrls(),
          "Whether bytes above 127 are accepted raw in the request line.");
  public static final Key<Duration> DRAIN =
      server(
          "server.drain-timeout",
          Types.DURATION,
          SERVER.drainTimeout(),
          "How long the end of the container or of a webapp waits for requests in flight.");
  public static final Key<Duration> SHUTDOWN_DELAY =
      server(
          "server.shutdown-delay",
          Types.DURATION,
          SERVER.shutdownDelay(),
          "How long a container that is told to end still accepts requests, while it reports that it is not ready and"
              + " answers with Connection: close, so that a load balancer notices.");

  // tls

  public static final Key<Optional<Integer>> TLS_PORT =
      server(
          "tls.port",
          Types.optional(Types.number(0, 65535)),
          Optional.empty(),
          "Port of the HTTPS listener; none: no such listener.");
  public static final Key<Optional<Path>> TLS_CERTIFICATE =
      server(
          "tls.certificate",
          Types.optional(Types.PATH),
          Optional.empty(),
          "Certificate and chain in PEM, or a PKCS#12 key store. Used for clients that ask for no name or an unknown"
              + " one.");
  public static final Key<Optional<Path>> TLS_KEY =
      server(
          "tls.key",
          Types.optional(Types.PATH),
          Optional.empty(),
          "Private key in PEM. None: it is in the file of the certificate.");
  public static final Key<Optional<String>> TLS_PASSWORD =
      server(
          "tls.password",
          Types.optional(Types.SECRET),
          Optional.empty(),
          "Password of an encrypted key or a key store; better set in the environment than here.");
  public static final Key<List<CertificateFile>> TLS_SNI =
      server(
          "tls.sni",
          Rules.CERTIFICATES,
          List.of(),
          "Further certificates, each with certificate, key and password, chosen by the name that the client asks for"
              + " (server name indication); *.example.com stands for one label.");
  public static final Key<ClientAuth> TLS_CLIENT_AUTH =
      server(
          "tls.client-auth",
          Types.oneOf(ClientAuth.class),
          ClientAuth.NONE,
          "Whether clients are asked for a certificate: none, want (one without is accepted) or need (one without is"
              + " refused).");
  public static final Key<Optional<Path>> TLS_CLIENT_CA =
      server(
          "tls.client-ca",
          Types.optional(Types.PATH),
          Optional.empty(),
          "Certificates (PEM or PKCS#12) of the authorities that client certificates must come from.");
  public static final Key<Duration> TLS_RELOAD =
      server(
          "tls.reload",
          Types.DURATION,
          Duration.ofSeconds(10),
          "How often the files are looked at; new connections get what has changed, and a file that cannot be used"
              + " leaves everything as it was. 0: never.");

  // hosts

  public static final Key<List<String>> HOST_NAMES =
      server(
          "hosts.default-names",
          Types.listOf(Types.STRING),
          List.of(),
          "Names of the host whose webapps \"slipway run PATH\" serves. None: every name that no other host has."
              + " With names, a request for an unknown one is answered 421.");
  public static final Key<List<HostSetting>> HOSTS =
      server(
          "hosts.further",
          Rules.HOSTS,
          List.of(),
          "Further hosts, each with name, aliases and webapps (a folder as PATH). *.example.com stands for one label.");

  // management

  public static final Key<Optional<Integer>> MANAGEMENT_PORT =
      server(
          "management.port",
          Types.optional(Types.number(0, 65535)),
          Optional.empty(),
          "Port of the listener with /health/live, /health/ready and /metrics; none: no such listener.");
  public static final Key<String> MANAGEMENT_BIND =
      server(
          "management.bind",
          Types.ADDRESS,
          "127.0.0.1",
          "Address of that listener. It asks for no password: keep it where outsiders cannot reach it.");
  public static final Key<Boolean> MANAGEMENT_METRICS =
      server(
          "management.metrics",
          Types.BOOLEAN,
          false,
          "Whether requests are counted and /metrics shows the counts, in the text format of Prometheus.");

  // limits

  public static final Key<Integer> MAX_CONCURRENT =
      server(
          "limits.max-concurrent-requests",
          Types.number(0, Integer.MAX_VALUE),
          LIMIT.requests().maxRequests(),
          "Requests inside the webapps at once; 0: no bound.");
  public static final Key<Integer> MAX_QUEUED =
      server(
          "limits.max-queued-requests",
          Types.number(0, Integer.MAX_VALUE),
          LIMIT.requests().maxQueued(),
          "Requests that may wait for one of those to end; more are answered 503.");
  public static final Key<Duration> RETRY_AFTER =
      server(
          "limits.retry-after",
          Types.DURATION,
          Duration.ofSeconds(LIMIT.requests().retryAfterSeconds()),
          "Retry-After of that 503.");
  public static final Key<Integer> MAX_REQUEST_LINE =
      server(
          "limits.max-request-line",
          Types.SMALL_SIZE,
          LIMIT.heads().maxRequestLine(),
          "Bytes of the request target; more is 414.");
  public static final Key<Integer> MAX_HEADER_SIZE =
      server(
          "limits.max-header-size",
          Types.SMALL_SIZE,
          LIMIT.heads().maxHeaderSize(),
          "Bytes of all header fields together; more is 431.");
  public static final Key<Integer> MAX_HEADERS =
      server(
          "limits.max-headers",
          Types.number(1, 100_000),
          LIMIT.heads().maxHeaders(),
          "Number of header fields; more is 431.");
  public static final Key<Integer> MAX_COOKIES =
      server(
          "limits.max-cookies",
          Types.number(1, 100_000),
          LIMIT.maxCookies(),
          "Cookies of one request; more is 431.");
  public static final Key<Integer> MAX_PARAMETERS =
      server(
          "limits.max-parameters",
          Types.number(1, 1_000_000),
          FORMS.maxParameters(),
          "Parameters of query and form together; more is 400.");
  public static final Key<Long> MAX_BODY =
      server(
          "limits.max-body-size",
          Types.SIZE_OR_NONE,
          BODY.maxSize(),
          "Size of any request body; more is 413.");
  public static final Key<Long> MAX_FORM =
      server(
          "limits.max-form-size",
          Types.SIZE,
          FORMS.maxSize(),
          "Size of a form body that is read for parameters; more is 413.");
  public static final Key<Integer> MAX_SAVED_BODY =
      server(
          "limits.max-saved-body",
          Types.SMALL_SIZE,
          SecurityOptions.DEFAULT_MAX_SAVED_BODY,
          "Size of a request body that is kept while its user logs in by form; more is 413.");
  public static final Key<Integer> MAX_PARTS =
      server(
          "limits.max-parts",
          Types.number(1, 1_000_000),
          FORMS.maxParts(),
          "Parts of a multipart body; more is 413.");
  public static final Key<Integer> MAX_PART_HEADER =
      server(
          "limits.max-part-header-size",
          Types.SMALL_SIZE,
          FORMS.maxPartHeader(),
          "Bytes of the header of one part of a multipart body; more is 431.");
  public static final Key<Integer> MAX_SESSIONS =
      server(
          "limits.max-sessions",
          Types.number(0, Integer.MAX_VALUE),
          REQUESTS.maxSessions(),
          "Sessions of one webapp; from half of it on those end early whose clients never came back, and a request that would begin one"
              + " too many is answered 503; 0: no bound.");
  public static final Key<Long> MAX_DRAIN =
      server(
          "limits.max-drain",
          Types.SIZE,
          REQUESTS.maxDrain(),
          "How much of an unread request body is read after the response, before the connection is closed instead.");
  public static final Key<Integer> MAX_CONNECTIONS =
      server(
          "limits.max-connections",
          Types.number(0, Integer.MAX_VALUE),
          CONNECTION.maxConnections(),
          "Open connections; one more is answered 503, in TLS closed; 0: no bound.");
  public static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      server(
          "limits.max-connections-per-address",
          Types.number(0, Integer.MAX_VALUE),
          CONNECTION.maxPerAddress(),
          "Open connections of one IPv4 address or IPv6 /64, trusted proxies excepted; one more is answered 429, in TLS closed; 0: no bound.");
  public static final Key<Integer> MAX_REQUESTS_PER_CONNECTION =
      server(
          "limits.max-requests-per-connection",
          Types.number(0, Integer.MAX_VALUE),
          CONNECTION.maxRequests(),
          "Requests of one HTTP/1.1 connection; the last is answered with Connection: close; 0: no bound.");
  public static final Key<Duration> FIRST_BYTE_TIMEOUT =
      server(
          "limits.first-byte-timeout",
          Types.DURATION,
          Duration.ofMillis(CONNECTION.firstByteTimeoutMillis()),
          "Longest time from a connection's opening to its first byte, in TLS to the end of the handshake; then it is"
              + " closed; 0: no bound.");
  public static final Key<Duration> HEAD_TIMEOUT =
      server(
          "limits.request-head-timeout",
          Types.DURATION,
          Duration.ofMillis(CONNECTION.headTimeoutMillis()),
          "Longest time from a request's first byte to the end of its header; then it is answered 408; 0: no bound.");
  public static final Key<Duration> IDLE_TIMEOUT =
      server(
          "limits.idle-timeout",
          Types.DURATION,
          Duration.ofMillis(CONNECTION.idleTimeoutMillis()),
          "How long a connection without a request stays open; 0: no bound.");
  public static final Key<Duration> READ_TIMEOUT =
      server(
          "limits.read-timeout",
          Types.DURATION,
          Duration.ofMillis(BODY.readTimeoutMillis()),
          "Longest time between two bytes of a request body; then it is answered 408; 0: no bound.");
  public static final Key<Duration> WRITE_TIMEOUT =
      server(
          "limits.write-timeout",
          Types.DURATION,
          Duration.ofMillis(BODY.writeTimeoutMillis()),
          "How long a client may take nothing of its response, or of what an upgraded connection sends; then the"
              + " connection is closed; 0: no bound.");
  public static final Key<Integer> MIN_BODY_RATE =
      server(
          "limits.min-body-rate",
          Types.number(0, Integer.MAX_VALUE),
          BODY.minRate(),
          "Fewest bytes a second of a body, over the time that the server waits for the client. For a request this"
              + " counts once that time exceeds limits.read-timeout, and a slower one is answered 408; for a response once"
              + " it exceeds limits.write-timeout, and then the connection is closed, or in HTTP/2 the stream. 0: no bound.");
  public static final Key<Integer> HTTP2_RESETS =
      server(
          "limits.http2-resets",
          Types.number(1, Integer.MAX_VALUE),
          LIMIT.http2().maxResets(),
          "RST_STREAM frames of one HTTP/2 connection in ten seconds, and streams that the server has to reset for what the client has sent; more is GOAWAY.");
  public static final Key<Integer> HTTP2_CONTROL_FRAMES =
      server(
          "limits.http2-control-frames",
          Types.number(1, Integer.MAX_VALUE),
          LIMIT.http2().maxControlFrames(),
          "PING, SETTINGS, PRIORITY, GOAWAY, unknown and empty DATA frames of one HTTP/2 connection in ten seconds, WINDOW_UPDATE frames without reason, and streams that the server refuses or breaks off; more is GOAWAY.");
  public static final Key<Integer> HTTP2_CONTINUATIONS =
      server(
          "limits.http2-continuations",
          Types.number(1, Integer.MAX_VALUE),
          LIMIT.http2().maxContinuations(),
          "CONTINUATION frames of one HTTP/2 request; more is GOAWAY.");

  // threads

  public static final Key<Boolean> VIRTUAL_THREADS =
      server(
          "threads.virtual",
          Types.BOOLEAN,
          THREADS.virtual(),
          "Whether servlets run in virtual threads on the IO threads, where the JDK allows that (24 or later); else in the pool.");
  public static final Key<Integer> POOL =
      server(
          "threads.pool",
          Types.number(1, 100_000),
          THREADS.pool(),
          "Most threads of the pool that work at a time, not counting those that wait for a client. Where servlets"
              + " run in virtual threads, the pool runs those that are not quick.");
  public static final Key<Duration> QUICK =
      server(
          "threads.quick",
          Types.DURATION,
          THREADS.quick(),
          "How long a servlet may run without a pause, most of the time, and still run in a virtual thread on the IO"
              + " thread.");
  public static final Key<Duration> STUCK =
      server(
          "threads.stuck",
          Types.durationFrom(Duration.ofMillis(1)),
          THREADS.stuck(),
          "After how long without a pause a servlet is logged and never runs on an IO thread again; at least 1ms.");

  // requests

  public static final Key<Integer> RESPONSE_BUFFER =
      server(
          "requests.response-buffer",
          Types.SMALL_SIZE,
          REQUESTS.responseBufferSize(),
          "Bytes kept before a response is committed; an application may ask for more, not for fewer.");
  public static final Key<Optional<Charset>> CHARSET =
      server(
          "requests.charset",
          Types.optional(Types.CHARSET),
          Optional.of(StandardCharsets.UTF_8),
          "Character encoding of forms and of servlets' writers, where neither the webapp nor the client names one; none: ISO-8859-1, as the specification has it.");
  public static final Key<Duration> ASYNC_TIMEOUT =
      server(
          "requests.async-timeout",
          Types.DURATION,
          Duration.ofMillis(REQUESTS.asyncTimeoutMillis()),
          "Timeout of asynchronous processing, unless the application sets one; 0: none.");

  // pages

  public static final Key<Boolean> PRECOMPILE =
      server(
          "pages.precompile",
          Types.BOOLEAN,
          PageOptions.DEFAULT.precompile(),
          "Whether all pages of a webapp are compiled when it is deployed; one that cannot be fails the deployment.");
  public static final Key<Boolean> RECOMPILE =
      server(
          "pages.recompile",
          Types.BOOLEAN,
          PageOptions.DEFAULT.recompile(),
          "Whether a page that has changed is compiled again. If false, requests need not look at the file.");

  // sessions

  public static final Key<Boolean> PERSISTENT_SESSIONS =
      server(
          "sessions.persistent",
          Types.BOOLEAN,
          true,
          "Whether sessions survive a restart. That needs server.work, because a temporary folder is deleted with the"
              + " container.");

  // naming

  public static final Key<List<DataSourceDef>> DATA_SOURCES =
      server(
          "naming.data-sources",
          Rules.DATA_SOURCES,
          List.of(),
          "For every webapp that uses them, java:comp/env/jdbc/shop for the name jdbc/shop. Each has a name and a url, and may have"
              + " user, password, driver (a class, else the url tells), max-pool-size, min-pool-size, max-wait, max-idle-time and"
              + " max-lifetime. The driver's jar belongs into conf/lib or the webapp.");

  // access-log

  public static final Key<Boolean> LOG_ENABLED =
      server("access-log.enabled", Types.BOOLEAN, LOG.enabled(), "");
  public static final Key<String> LOG_FORMAT =
      server(
          "access-log.format",
          Types.LOG_FORMAT,
          LOG.format(),
          "combined or common as Apache and Tomcat write them, or a pattern of their % codes.");
  public static final Key<Optional<Path>> LOG_FILE =
      server(
          "access-log.file",
          Types.optional(Types.PATH),
          Optional.ofNullable(LOG.file()),
          "Where it is written. None: to the log, category io.slipway.access.");
  public static final Key<Boolean> LOG_ROTATE =
      server(
          "access-log.rotate",
          Types.BOOLEAN,
          LOG.rotate(),
          "Whether the file is renamed to name.yyyy-MM-dd.ext at midnight.");
  public static final Key<Integer> LOG_QUEUE =
      server(
          "access-log.queue",
          Types.number(1, Integer.MAX_VALUE),
          LOG.queue(),
          "Lines that may wait for a slow disk; more are counted and dropped, because no request waits for its log line.");

  // forwarded

  public static final Key<Boolean> FORWARDED_ENABLED =
      server("forwarded.enabled", Types.BOOLEAN, PROXY.enabled(), "");
  public static final Key<List<String>> FORWARDED_TRUSTED =
      server(
          "forwarded.trusted",
          Types.listOf(Types.ADDRESS_BLOCK),
          PROXY.trusted(),
          "Addresses and blocks of the proxies that are believed; from anybody else the headers are taken away.");
  public static final Key<ForwardedOptions.Headers> FORWARDED_HEADERS =
      server(
          "forwarded.headers",
          Types.oneOf(ForwardedOptions.Headers.class),
          PROXY.headers(),
          "Which of the two families the proxies set.");

  // compression

  public static final Key<Boolean> GZIP_ENABLED =
      webapp("compression.enabled", Types.BOOLEAN, GZIP.enabled(), "");
  public static final Key<List<String>> GZIP_TYPES =
      webapp(
          "compression.mime-types",
          Types.listOf(Types.STRING),
          GZIP.mimeTypes(),
          "Exact (application/json), by major type (text/*) or by suffix (*+json).");
  public static final Key<Integer> GZIP_MIN =
      webapp(
          "compression.min-size",
          Types.SMALL_SIZE,
          GZIP.minSize(),
          "A response known to be smaller is sent as it is.");
  public static final Key<Integer> GZIP_LEVEL =
      webapp("compression.level", Types.number(1, 9), GZIP.level(), "1 is fast, 9 is small.");

  // static-files

  public static final Key<Long> FILES_CACHE =
      server(
          "static-files.cache-size",
          Types.SIZE,
          FILES.cacheSize(),
          "Memory outside the heap for small files and their compressed forms, of all webapps together; 0 keeps nothing.");
  public static final Key<Integer> FILES_MAX_CACHED =
      server(
          "static-files.max-cached-file",
          Types.SMALL_SIZE,
          FILES.maxCachedFile(),
          "Larger files are sent from disk each time; compressed forms are kept of files up to sixteen times this.");
  public static final Key<Duration> FILES_REVALIDATE =
      server(
          "static-files.revalidate",
          Types.DURATION,
          FILES.revalidate(),
          "How long a file in memory is sent without a look at the disk; 0: look each time.");
  public static final Key<Boolean> FILES_PRECOMPRESSED =
      server(
          "static-files.precompressed",
          Types.BOOLEAN,
          FILES.precompressed(),
          "Whether app.js.br, .zst or .gz beside app.js, if it is not older, is sent to clients that accept it.");
  public static final Key<Boolean> FILES_LISTINGS =
      server(
          "static-files.listings",
          Types.BOOLEAN,
          FILES.listings(),
          "Whether a folder without a welcome file is listed.");
  public static final Key<Boolean> FILES_FOLLOW_LINKS =
      server(
          "static-files.follow-links",
          Types.BOOLEAN,
          FILES.followLinks(),
          "Whether symbolic links may lead out of the webapp's folder.");
  public static final Key<String> FILES_CHARSET =
      server(
          "static-files.charset",
          Types.CHARSET_OR_EMPTY,
          FILES.charset(),
          "Character encoding of text/* unless web.xml or the application names another; empty: none is sent.");

  // cache-headers

  public static final Key<Boolean> CACHE_ENABLED =
      webapp("cache-headers.enabled", Types.BOOLEAN, CACHE.enabled(), "");
  public static final Key<Boolean> CACHE_FINGERPRINTED =
      webapp(
          "cache-headers.immutable-fingerprinted",
          Types.BOOLEAN,
          CACHE.immutableFingerprinted(),
          "Whether files with a hash in their name (app.3f9a2c1b.js) may be kept for a year.");
  public static final Key<List<CacheHeaderOptions.Rule>> CACHE_RULES =
      webapp(
          "cache-headers.rules",
          Rules.CACHE,
          CACHE.rules(),
          "In order, the first that matches decides. path is below the context: /static/*, *.css, /logo.svg or *;"
              + " either cache-control as it shall stand, or max-age. What is one client's is private,"
              + " unless the rule says personal: true.");

  // cookies

  public static final Key<Boolean> COOKIES_ENABLED =
      webapp("cookies.enabled", Types.BOOLEAN, COOKIES.enabled(), "");
  public static final Key<List<CookieOptions.Rule>> COOKIE_RULES =
      webapp(
          "cookies.rules",
          Rules.COOKIES,
          COOKIES.rules(),
          "In order, the first whose name matches (* is anything) decides. secure is keep, https or always;"
              + " same-site is strict, lax, none or keep.");

  private Keys() {}

  /** In the order of the file. */
  public static List<Key<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Key<T> server(String name, ValueType<T> type, T defaultValue, String doc) {
    return add(new Key<>(name, type, defaultValue, doc, Key.Scope.SERVER));
  }

  private static <T> Key<T> webapp(String name, ValueType<T> type, T defaultValue, String doc) {
    return add(new Key<>(name, type, defaultValue, doc, Key.Scope.WEBAPP));
  }

  private static <T> Key<T> add(Key<T> key) {
    ALL.add(key);
    return key;
  }
}
