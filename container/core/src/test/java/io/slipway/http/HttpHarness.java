package io.slipway.http;

import io.slipway.model.MultipartDef;
import io.slipway.model.RequestTarget;
import io.slipway.spi.Identity;
import io.slipway.spi.RequestScope;
import io.slipway.threads.HotPool;
import io.slipway.wire.BufferPool;
import io.slipway.wire.Wire;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.MappingMatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * A real Undertow listener on a free port with a webapp of lambdas behind it. Paths are matched
 * whole; an error page is a path too.
 *
 * <pre>{@code
 * try (HttpHarness web = new HttpHarness().serve("/a", (request, response) -> response.getWriter().print("A")).start()) {
 *   assertThat(web.get("/a")).endsWith("A");
 * }
 * }</pre>
 */
final class HttpHarness implements AutoCloseable {
  /** A servlet without its ceremony. */
  interface Code {
    void service(ServerRequest request, ServerResponse response)
        throws IOException, ServletException;
  }

  final BufferPool buffers = new BufferPool(16 * 1024, 64);
  final ThreadStrategy threads;
  final Map<String, Code> servlets = new ConcurrentHashMap<>();
  final Map<Object, String> errorPages = new ConcurrentHashMap<>();
  final Map<Locale, Charset> localeEncodings = new ConcurrentHashMap<>();
  final List<String> events = new CopyOnWriteArrayList<>();
  RequestOptions options = RequestOptions.DEFAULT;
  boolean asyncSupported = true;
  @Nullable MultipartDef multipart;
  @Nullable Charset requestEncoding;
  @Nullable Charset responseEncoding;
  Path temporaryDirectory = Path.of(System.getProperty("java.io.tmpdir"));
  final AppContext app = new FakeApp();

  /** Whether there is a request listener, which notes in {@link #events}. */
  boolean requestListener = true;

  private @Nullable Undertow server;
  private int readTimeoutMillis;

  HttpHarness() {
    this(new HotPool(20, 100));
  }

  HttpHarness(ThreadStrategy threads) {
    this.threads = threads;
  }

  HttpHarness serve(String path, Code code) {
    servlets.put(path, code);
    return this;
  }

  HttpHarness errorPage(Object statusOrType, String path) {
    errorPages.put(statusOrType, path);
    return this;
  }

  HttpHarness start() {
    Wire.prepareHttp2();
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setByteBufferPool(buffers)
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setServerOption(Options.READ_TIMEOUT, readTimeoutMillis)
            .setIoThreads(2)
            .setWorkerThreads(4)
            .setHandler(this::handle)
            .build();
    server.start();
    return this;
  }

  /** What a servlet answers to GET. */
  String answer(Code code) throws IOException {
    return serve("/x", code).start().get("/x");
  }

  int port() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  private void handle(HttpServerExchange exchange) {
    String query = exchange.getQueryString();
    String path = exchange.getRequestURI();
    RequestTarget target =
        (RequestTarget) RequestTarget.parse(path, query.isEmpty() ? null : query);
    new ServletExchange(
            exchange, target, dispatch(DispatcherType.REQUEST, target.path(), target.query(), null))
        .start(threads);
  }

  Dispatch dispatch(
      DispatcherType type, String path, @Nullable String query, @Nullable Dispatch previous) {
    return new Dispatch(
        app,
        new LambdaTarget(path),
        type,
        path,
        "",
        path,
        null,
        query,
        new Mapping(path),
        false,
        previous);
  }

  Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends the text (line ends as {@code \n}) and reads until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return readAll(socket.getInputStream());
    }
  }

  /** Before the start; 0, the default, is none. */
  HttpHarness readTimeoutMillis(int millis) {
    readTimeoutMillis = millis;
    return this;
  }

  static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = new byte[8192];
    try {
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
    } catch (SocketException reset) {
      out.write("[reset]".getBytes(StandardCharsets.ISO_8859_1));
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whole response of a GET that asks for the connection to be closed. */
  String get(String path, String... headers) throws IOException {
    return request("GET", path, headers);
  }

  String request(String method, String path, String... headers) throws IOException {
    StringBuilder text =
        new StringBuilder(
            method + " " + path + " HTTP/1.1\nHost: localhost:" + port() + "\nConnection: close\n");
    for (String header : headers) {
      text.append(header).append('\n');
    }
    return raw(text.append('\n').toString());
  }

  String post(String path, String type, String body) throws IOException {
    return post(
        path,
        "Content-Type: "
            + type
            + "\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length,
        body.getBytes(StandardCharsets.UTF_8));
  }

  String post(String path, String headers, byte[] body) throws IOException {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return readAll(socket.getInputStream());
    }
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Decoded where it came in chunks. */
  static String body(String response) {
    String sent = response.substring(response.indexOf("\r\n\r\n") + 4);
    if (header(response, "Transfer-Encoding") == null) {
      return sent;
    }
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int line = sent.indexOf("\r\n", at);
      int size = Integer.parseInt(sent.substring(at, line), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(sent, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }

  static @Nullable String header(String response, String name) {
    for (String line : response.substring(0, response.indexOf("\r\n\r\n")).split("\r\n")) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
    threads.close();
  }

  private final class LambdaTarget implements Target {
    private final String path;
    private final TaskClass taskClass;

    LambdaTarget(String path) {
      this.path = path;
      this.taskClass = new TaskClass(path);
    }

    @Override
    public TaskClass taskClass() {
      return taskClass;
    }

    @Override
    public void service(ServletRequest request, ServletResponse response)
        throws IOException, ServletException {
      ServerRequest own = ServerRequest.unwrap(request);
      Code code = servlets.get(path);
      if (code == null) {
        own.exchange().response().sendError(404);
      } else {
        code.service(own, own.exchange().response());
      }
    }

    @Override
    public String servletName() {
      return "servlet" + path;
    }

    @Override
    public @Nullable String methods() {
      return null;
    }

    @Override
    public boolean asyncSupported() {
      return asyncSupported;
    }

    @Override
    public @Nullable MultipartDef multipart() {
      return multipart;
    }

    @Override
    public @Nullable String roleOf(String reference) {
      return null;
    }
  }

  private record Mapping(String path) implements HttpServletMapping {
    @Override
    public String getMatchValue() {
      return path.substring(1);
    }

    @Override
    public String getPattern() {
      return path;
    }

    @Override
    public String getServletName() {
      return "servlet" + path;
    }

    @Override
    public MappingMatch getMappingMatch() {
      return MappingMatch.EXACT;
    }
  }

  private final class FakeApp implements AppContext {
    private final RequestCount running = new RequestCount();
    private final ServletContext context =
        (ServletContext)
            Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, args) ->
                    switch (method.getName()) {
                      case "getContextPath" -> "";
                      case "equals" -> proxy == args[0];
                      case "hashCode" -> 1;
                      case "toString" -> "context";
                      default -> throw new IllegalStateException(method.getName());
                    });

    @Override
    public ServletContext servletContext() {
      return context;
    }

    @Override
    public String contextPath() {
      return "";
    }

    @Override
    public ClassLoader classLoader() {
      return HttpHarness.class.getClassLoader();
    }

    @Override
    public RequestOptions options() {
      return options;
    }

    @Override
    public @Nullable Charset requestEncoding() {
      return requestEncoding;
    }

    @Override
    public @Nullable Charset responseEncoding() {
      return responseEncoding;
    }

    @Override
    public @Nullable Charset encodingOf(Locale locale) {
      return localeEncodings.get(locale);
    }

    @Override
    public Path temporaryDirectory() {
      return temporaryDirectory;
    }

    @Override
    public @Nullable RequestScope requestScope() {
      return null;
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public @Nullable AppContext appOf(ServletContext other) {
      return other == context ? this : null;
    }

    @Override
    public SessionSupport sessions() {
      return new NoSessions();
    }

    @Override
    public SecuritySupport security() {
      return new NoSecurity();
    }

    @Override
    public RequestListeners listeners() {
      return new NotedListeners();
    }

    @Override
    public RequestCount running() {
      return running;
    }

    @Override
    public @Nullable RequestDispatcher dispatcher(String path) {
      return null;
    }

    @Override
    public @Nullable ErrorDispatch errorDispatch(
        int status, @Nullable Throwable failure, Dispatch failed) {
      String page = failure == null ? null : errorPages.get(failure.getClass());
      if (page == null) {
        page = errorPages.get(status);
      }
      return page == null
          ? null
          : new ErrorDispatch(dispatch(DispatcherType.ERROR, page, null, failed), failure);
    }

    @Override
    public Dispatch asyncDispatch(String path, Dispatch from) {
      int question = path.indexOf('?');
      String plain = question < 0 ? path : path.substring(0, question);
      return dispatch(
          DispatcherType.ASYNC, plain, question < 0 ? null : path.substring(question + 1), from);
    }

    @Override
    public <T> T instantiate(Class<T> type) throws ServletException {
      try {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new ServletException(e);
      }
    }
  }

  private static final class NoSessions implements SessionSupport {
    @Override
    public void arrived(ServerRequest request) {}

    @Override
    public @Nullable RequestedId requestedId(ServerRequest request) {
      return null;
    }

    @Override
    public @Nullable HttpSession find(ServerRequest request, RequestedId requested) {
      return null;
    }

    @Override
    public HttpSession create(ServerRequest request, ServerResponse response) {
      throw new IllegalStateException("no sessions here");
    }

    @Override
    public String changeId(ServerRequest request, ServerResponse response, HttpSession session) {
      throw new IllegalStateException("no sessions here");
    }

    @Override
    public String encodeUrl(ServerRequest request, String url) {
      return url;
    }

    @Override
    public String withId(String url, String id) {
      return url;
    }

    @Override
    public String cookieName() {
      return "JSESSIONID";
    }

    @Override
    public boolean isValid(HttpSession session) {
      return false;
    }

    @Override
    public Map<String, Object> notes(HttpSession session) {
      return Map.of();
    }

    @Override
    public void release(HttpSession session) {}
  }

  private static final class NoSecurity implements SecuritySupport {
    @Override
    public boolean authorise(ServerRequest request, ServerResponse response) {
      return true;
    }

    @Override
    public boolean authenticate(ServerRequest request, ServerResponse response) {
      return false;
    }

    @Override
    public void login(ServerRequest request, ServerResponse response, String name, String password)
        throws ServletException {
      throw new ServletException("no users here");
    }

    @Override
    public void logout(ServerRequest request, ServerResponse response) {}

    @Override
    public boolean isInRole(Identity identity, String role) {
      return false;
    }
  }

  private final class NotedListeners implements RequestListeners {
    @Override
    public boolean wantsRequests() {
      return requestListener;
    }

    @Override
    public boolean wantsAttributes() {
      return false;
    }

    @Override
    public void initialized(ServletRequest request) {
      note("initialized");
    }

    @Override
    public void destroyed(ServletRequest request) {
      note("destroyed");
    }

    private void note(String event) {
      if (requestListener) {
        events.add(event);
      }
    }

    @Override
    public void attributeAdded(ServletRequest request, String name, Object value) {}

    @Override
    public void attributeReplaced(ServletRequest request, String name, @Nullable Object old) {}

    @Override
    public void attributeRemoved(ServletRequest request, String name, @Nullable Object old) {}
  }
}
