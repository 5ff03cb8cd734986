package io.slipway.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Everything that clients do to a container. {@code /stay} is never redeployed, {@code /change} is
 * all the time and must not be seen to be, {@code /come} comes and goes.
 */
final class Clients {
  private static final String[] APPS = {"/stay", "/change"};

  private final int port;
  private final int tlsPort;
  private final SSLContext trusting;
  private final HttpClient plain =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpClient tls;

  Clients(Container container) throws GeneralSecurityException {
    this.port = container.port;
    this.tlsPort = container.tlsPort;
    this.trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustingAll()}, new SecureRandom());
    this.tls = HttpClient.newBuilder().sslContext(trusting).build();
  }

  /** By name. */
  Map<String, Client> all() {
    Map<String, Client> all = new LinkedHashMap<>();
    all.put("keep-alive", this::mixed);
    all.put("keep-alive 2", this::mixed);
    all.put("comes and goes", this::comesAndGoes);
    all.put("HTTP/2", random -> get(tls, https(app(random) + "/text?size=40000"), 200, 40000));
    all.put("HTTP/2 cancelled", this::cancelled);
    all.put("TLS, new connection", this::newTls);
    all.put("TLS, aborted", this::abortedTls);
    all.put("pipelined", this::pipelined);
    all.put("malformed", this::malformed);
    all.put("aborted head", r -> raw("GET " + app(r) + "/text HTTP/1.1\r\nHost:").abort());
    all.put("aborted body", this::abortedBody);
    all.put("aborted answer", this::abortedAnswer);
    all.put("slow reader", this::slowReader);
    all.put("slow writer", this::slowWriter);
    all.put("upload", this::upload);
    all.put("async", this::async);
    all.put("async, aborted", this::abortedAsync);
    all.put("events", this::events);
    all.put("sessions", this::sessions);
    all.put("sessions 2", this::sessions);
    all.put("WebSocket", this::webSocket);
    return all;
  }

  /** Asks every webapp for this. */
  void each(String path) throws Exception {
    for (String app : List.of("/stay", "/change", "/come")) {
      get(plain, http(app + path), 200, -1);
    }
  }

  private static String app(Random random) {
    return APPS[random.nextInt(APPS.length)];
  }

  private URI http(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private URI https(String path) {
    return URI.create("https://127.0.0.1:" + tlsPort + path);
  }

  private RawSocket raw(String text) throws IOException {
    return new RawSocket(port).send(text);
  }

  private static void require(boolean right, String what) throws IOException {
    if (!right) {
      throw new IOException(what);
    }
  }

  private static void get(HttpClient client, URI uri, int status, int length) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    require(
        answer.statusCode() == status && (length < 0 || answer.body().length == length),
        answer + ", " + answer.body().length + " bytes");
  }

  private void mixed(Random random) throws Exception {
    String app = app(random);
    switch (random.nextInt(6)) {
      case 0 -> get(plain, http(app + "/text?size=32000"), 200, 32000);
      case 1 -> get(plain, http(app + "/page.jsp"), 200, -1);
      case 2 -> get(plain, http(app + "/none"), 404, -1);
      case 3 -> get(plain, http(app + "/fail?status=500"), 500, -1);
      case 4 -> get(plain, http(app + "/large.txt"), 200, Soak.LARGE);
      default -> get(plain, http(app + "/text"), 200, 13);
    }
    HttpResponse<byte[]> coded =
        plain.send(
            HttpRequest.newBuilder(http(app + "/text?size=32000"))
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    require(
        coded.headers().firstValue("content-encoding").isPresent() && coded.body().length < 2000,
        "not compressed: " + coded);
  }

  private void comesAndGoes(Random random) throws Exception {
    HttpResponse<String> answer =
        plain.send(
            HttpRequest.newBuilder(http("/come/text")).build(),
            HttpResponse.BodyHandlers.ofString());
    require(answer.statusCode() == 200 || answer.statusCode() == 404, answer.toString());
  }

  private void cancelled(Random random) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        tls.sendAsync(
            HttpRequest.newBuilder(https(app(random) + "/bytes?size=4000000")).build(),
            HttpResponse.BodyHandlers.ofString());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
    answer.cancel(true);
  }

  private RawSocket tlsSocket() throws IOException {
    return new RawSocket(trusting.getSocketFactory().createSocket(), tlsPort);
  }

  private void newTls(Random random) throws Exception {
    try (RawSocket socket = tlsSocket()) {
      socket.send("GET " + app(random) + "/text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      String answer = socket.readAll();
      require(answer.endsWith("Hello, World!"), answer);
    }
  }

  private void abortedTls(Random random) throws Exception {
    if (random.nextBoolean()) {
      // a record that announces 512 bytes of a handshake and has three
      new RawSocket(new Socket(), tlsPort).send(new byte[] {22, 3, 1, 2, 0, 1, 0, 1}).abort();
    } else {
      RawSocket socket = tlsSocket();
      socket.send("GET " + app(random) + "/bytes?size=4000000 HTTP/1.1\r\nHost: a\r\n\r\n");
      socket.read(20_000);
      socket.abort();
    }
  }

  private void pipelined(Random random) throws Exception {
    String one = "GET " + app(random) + "/text HTTP/1.1\r\nHost: a\r\n";
    try (RawSocket socket = raw(one + "\r\n" + one + "\r\n" + one + "Connection: close\r\n\r\n")) {
      String answer = socket.readAll();
      require(answer.split("Hello, World!", -1).length == 4, answer);
    }
  }

  private void malformed(Random random) throws Exception {
    List<String> heads =
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /stay/count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
            "POST /stay/count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\nhello\r\n");
    try (RawSocket socket = raw(heads.get(random.nextInt(heads.size())))) {
      String head = socket.head();
      require(head.startsWith("HTTP/1.1 400"), head);
    }
  }

  private void abortedBody(Random random) throws Exception {
    String[] servlets = {"/count", "/nonblocking", "/upload"};
    String servlet = servlets[random.nextInt(3)];
    RawSocket socket =
        raw(
            "POST "
                + app(random)
                + servlet
                + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
                + "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n");
    socket.send(new byte[random.nextInt(200_000)]);
    socket.abort();
  }

  private void abortedAnswer(Random random) throws Exception {
    RawSocket socket =
        raw("GET " + app(random) + "/bytes?size=8000000 HTTP/1.1\r\nHost: a\r\n\r\n");
    socket.read(1 + random.nextInt(100_000));
    socket.abort();
  }

  private void slowReader(Random random) throws Exception {
    try (RawSocket socket =
        raw(
            "GET "
                + app(random)
                + "/bytes?size=4096000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")) {
      int bytes = 0;
      // more than the kernel takes: the servlet waits for us
      for (int n = socket.read(300_000); n > 0; n = socket.read(300_000)) {
        bytes += n;
        TimeUnit.MILLISECONDS.sleep(100);
      }
      require(bytes > 4_096_000, bytes + " bytes");
    }
  }

  private void slowWriter(Random random) throws Exception {
    String servlet = random.nextBoolean() ? "/count" : "/nonblocking";
    try (RawSocket socket =
        raw(
            "POST "
                + app(random)
                + servlet
                + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")) {
      for (int i = 0; i < 15; i++) {
        socket.send("5\r\nhello\r\n");
        TimeUnit.MILLISECONDS.sleep(100);
      }
      socket.send("0\r\n\r\n");
      String answer = socket.readAll();
      require(answer.endsWith("75"), answer);
    }
  }

  private void upload(Random random) throws Exception {
    int size = 1 + random.nextInt(1_000_000);
    ByteArrayOutputStream body = new ByteArrayOutputStream(size + 200);
    body.writeBytes(
        "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(new byte[size]);
    body.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII));
    boolean secure = random.nextBoolean();
    String path = app(random) + "/upload";
    HttpResponse<String> answer =
        (secure ? tls : plain)
            .send(
                HttpRequest.newBuilder(secure ? https(path) : http(path))
                    .header("Content-Type", "multipart/form-data; boundary=x")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    require(answer.body().equals(Integer.toString(size)), answer + answer.body());
  }

  private void async(Random random) throws Exception {
    if (random.nextInt(4) == 0) {
      get(plain, http(app(random) + "/async?ms=-1"), 500, -1);
    } else {
      get(plain, http(app(random) + "/async?ms=" + random.nextInt(200)), 200, 5);
    }
  }

  private void abortedAsync(Random random) throws Exception {
    RawSocket socket = raw("GET " + app(random) + "/async?ms=1500 HTTP/1.1\r\nHost: a\r\n\r\n");
    TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
    socket.abort();
  }

  private void events(Random random) throws Exception {
    String get =
        "GET "
            + app(random)
            + "/events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + (random.nextBoolean() ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n");
    RawSocket socket = raw(get);
    String head = socket.head();
    require(head.startsWith("HTTP/1.1 200"), head);
    if (random.nextBoolean()) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
      socket.abort();
    } else {
      require(socket.readAll().endsWith("0\r\n\r\n"), "the stream is cut short");
      socket.close();
    }
  }

  /** A session goes on over redeployments; every other is left to end by itself. */
  private void sessions(Random random) throws Exception {
    HttpClient browser =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .executor(Runnable::run)
            .build();
    String app = app(random);
    boolean end = random.nextBoolean();
    for (int i = 1; i <= 8; i++) {
      HttpResponse<String> answer =
          browser.send(
              HttpRequest.newBuilder(http(app + "/session" + (end && i == 8 ? "?end" : "")))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      require(
          answer.statusCode() == 200 && answer.body().equals(Integer.toString(i)),
          answer + " says " + answer.body() + " for " + i);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void webSocket(Random random) throws Exception {
    CompletableFuture<String> said = new CompletableFuture<>();
    StringBuilder parts = new StringBuilder();
    WebSocket socket =
        plain
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + app(random) + "/socket"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean all) {
                    // where its read buffer ends, the client begins another part
                    parts.append(text);
                    if (all) {
                      said.complete(parts.toString());
                    }
                    return WebSocket.Listener.super.onText(from, text, all);
                  }

                  @Override
                  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                    // as a redeployment does to it
                    said.complete("closed");
                    return WebSocket.Listener.super.onClose(from, code, reason);
                  }

                  @Override
                  public void onError(WebSocket from, Throwable failure) {
                    said.completeExceptionally(failure);
                  }
                })
            .get(20, TimeUnit.SECONDS);
    socket.sendText("hello", true);
    String answer = said.get(20, TimeUnit.SECONDS);
    require(answer.equals("hello") || answer.equals("closed"), answer);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
    if (random.nextBoolean()) {
      socket.abort();
    } else {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye");
    }
  }

  /** The certificate has been made for this run. */
  private static final class TrustingAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
