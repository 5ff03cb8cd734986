package io.slipway.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection whose bytes are the caller's. */
final class RawSocket implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  RawSocket(Socket unconnected, int port) throws IOException {
    socket = unconnected;
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", port), 20_000);
    in = socket.getInputStream();
  }

  RawSocket(int port) throws IOException {
    this(new Socket(), port);
  }

  RawSocket send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawSocket send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Up to so many bytes, fewer at the end. */
  int read(int most) throws IOException {
    return in.readNBytes(most).length;
  }

  /** All to the end. */
  String readAll() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** The head of an answer. */
  String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int last = 0, b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      last = last << 8 | b;
      if (last == 0x0D0A0D0A) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Goes away with a reset. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
