package io.slipway.wire;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A listener on loopback and a client that sends and reads bytes. */
public final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Undertow server;

  private Wire(Undertow server) {
    this.server = server;
  }

  /** Before the first connection in HTTP/2 of a listener that is not the container's own. */
  public static void prepareHttp2() {
    HeaderListBound.raise();
  }

  public static Wire serve(HttpHandler handler) {
    return serve(Undertow.builder(), handler);
  }

  public static Wire serve(Undertow.Builder builder, HttpHandler handler) {
    Undertow server =
        builder
            .setServerOption(UndertowOptions.DECODE_URL, false)
            .setIoThreads(2)
            .setWorkerThreads(4)
            .addHttpListener(0, "127.0.0.1")
            .setHandler(handler)
            .build();
    server.start();
    return new Wire(server);
  }

  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  public Socket open() throws IOException {
    return connect(port());
  }

  /** To a port of loopback. Reading fails when nothing has come for 20 seconds. */
  public static Socket connect(int port) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** One byte for each character. */
  public static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Everything that still comes until the server ends the connection. */
  public static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Sends a request that asks to close, and reads what comes; closes the socket. */
  public static String talk(Socket socket, String request) throws IOException {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      send(socket, request);
      return all(socket);
    }
  }

  public Answer ask(String line, String... fields) throws IOException {
    return ask(port(), line, fields);
  }

  /** Sends the line and header fields, asks to close, and reads the answer. */
  public static Answer ask(int port, String line, String... fields) throws IOException {
    StringBuilder request =
        new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (String field : fields) {
      if (!field.isEmpty()) {
        request.append(field).append("\r\n");
      }
    }
    return raw(port, request.append("\r\n").toString(), line.startsWith("HEAD"));
  }

  public Answer raw(String request, boolean head) throws IOException {
    return raw(port(), request, head);
  }

  private static Answer raw(int port, String request, boolean head) throws IOException {
    try (Socket socket = connect(port)) {
      send(socket, request);
      return read(socket.getInputStream(), head);
    }
  }

  public static Answer read(InputStream in, boolean head) throws IOException {
    String status = line(in);
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      fields
          .computeIfAbsent(field.substring(0, colon), key -> new ArrayList<>())
          .add(field.substring(colon + 1).trim());
    }
    int code = Integer.parseInt(status.split(" ")[1]);
    byte[] body = new byte[0];
    boolean complete = true;
    if (!head && code != 304 && code != 204) {
      List<String> length = fields.get("Content-Length");
      if (fields.containsKey("Transfer-Encoding")) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(in); chunk.length > 0; chunk = chunk(in)) {
          all.write(chunk);
        }
        body = all.toByteArray();
      } else if (length != null) {
        int expected = Integer.parseInt(length.get(0));
        body = in.readNBytes(expected);
        complete = body.length == expected;
      } else {
        body = in.readAllBytes();
      }
    }
    return new Answer(code, fields, body, complete);
  }

  /** The next chunk; empty for the last, whose end is read too. */
  public static byte[] chunk(InputStream in) throws IOException {
    int size = Integer.parseInt(line(in).trim(), 16);
    byte[] chunk = in.readNBytes(size);
    line(in);
    return chunk;
  }

  public static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("end of stream after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /**
   * @param complete false if the connection ended before {@code Content-Length} bytes
   */
  public record Answer(
      int status, Map<String, List<String>> fields, byte[] body, boolean complete) {
    public String field(String name) {
      List<String> values = fields.get(name);
      return values == null ? null : String.join(", ", values);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public String unzipped() throws IOException {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
