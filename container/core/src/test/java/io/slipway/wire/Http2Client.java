package io.slipway.wire;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client that speaks HTTP/2 by prior knowledge, frame by frame, and keeps to nothing else. */
public final class Http2Client implements AutoCloseable {
  // frames: RFC 9113, 6

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;

  // settings: 6.5.2

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  // errors: 7

  static final int PROTOCOL_ERROR = 1;
  static final int INTERNAL_ERROR = 2;
  static final int STREAM_CLOSED = 5;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  record Frame(int type, int flags, int stream, byte[] payload) {
    boolean isLast() {
      return type <= HEADERS && (flags & END_STREAM) != 0;
    }

    /** Of RST_STREAM or GOAWAY: RFC 9113, 7. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }

    /** Of the first HEADERS of a connection. */
    String status() throws IOException {
      return status(new HpackDecoder());
    }

    /**
     * @param decoder that has seen all HEADERS of the connection before
     */
    String status(HpackDecoder decoder) throws IOException {
      String[] status = new String[1];
      decoder.setHeaderEmitter(
          (name, value, neverIndex) -> {
            if (name.toString().equals(":status")) {
              status[0] = value;
            }
          });
      try {
        decoder.decode(ByteBuffer.wrap(payload), false);
      } catch (HpackException e) {
        throw new IOException(e);
      }
      return status[0];
    }
  }

  /**
   * @param settings pairs of identifier and value
   */
  Http2Client(int port, int... settings) throws IOException {
    this(new Socket("127.0.0.1", port), settings);
  }

  /**
   * @param connected to a server that waits for a connection to begin; closed with this
   * @param settings as above
   */
  public Http2Client(Socket connected, int... settings) throws IOException {
    socket = connected;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream pairs = new ByteArrayOutputStream();
    for (int i = 0; i < settings.length; i += 2) {
      pairs.writeBytes(new byte[] {0, (byte) settings[i]});
      pairs.writeBytes(bytes(settings[i + 1]));
    }
    frame(SETTINGS, 0, 0, pairs.toByteArray());
  }

  Http2Client frame(int type, int flags, int stream, byte... payload) {
    out.writeBytes(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length});
    out.write(type);
    out.write(flags);
    out.writeBytes(bytes(stream));
    out.writeBytes(payload);
    return this;
  }

  public Http2Client get(int stream, String path) {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, request("GET", path));
  }

  /** The head of a request whose body is to follow. */
  Http2Client post(int stream, String path) {
    return frame(HEADERS, END_HEADERS, stream, request("POST", path));
  }

  public Http2Client reset(int stream) {
    return frame(RST_STREAM, 0, stream, bytes(CANCEL));
  }

  private static byte[] bytes(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  /** GET or POST, http, the path and {@code :authority} h: RFC 7541, appendix A. */
  static byte[] request(String method, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(method.equals("GET") ? 0x82 : 0x83);
    block.writeBytes(new byte[] {(byte) 0x86, 0x04, (byte) path.length()});
    block.writeBytes(path.getBytes(StandardCharsets.ISO_8859_1));
    block.writeBytes(new byte[] {0x01, 1, 'h'});
    return block.toByteArray();
  }

  public Http2Client send() throws IOException {
    try {
      socket.getOutputStream().write(out.toByteArray());
    } catch (SocketException ended) {
      // before all was sent
    }
    out.reset();
    return this;
  }

  /** What comes next of a stream, but for these types; null at the end of the connection. */
  Frame next(int stream, int... but) throws IOException {
    Frame frame = next();
    while (frame != null && !(frame.stream == stream && isNone(frame.type, but))) {
      frame = next();
    }
    return frame;
  }

  private static boolean isNone(int type, int... of) {
    return Arrays.stream(of).noneMatch(t -> t == type);
  }

  /**
   * The last frame of a response, or the reset of its stream; null at the end of the connection.
   */
  Frame last(int stream) throws IOException {
    Frame frame = next(stream);
    while (frame != null && !frame.isLast() && frame.type != RST_STREAM) {
      frame = next(stream);
    }
    return frame;
  }

  /** What comes next of any stream, or of the connection; null at its end. */
  Frame next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      return new Frame(type, flags, in.readInt(), in.readNBytes(length));
    } catch (EOFException | SocketException ended) {
      return null;
    }
  }

  /** Bytes that have come and were not read yet. */
  int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
