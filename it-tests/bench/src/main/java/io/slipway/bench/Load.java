package io.slipway.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The load: keep-alive connections, each of which asks again when it has its answer, served by the
 * calling thread alone.
 */
final class Load {
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final Selector selector;
  private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);

  private Load(Selector selector) {
    this.selector = selector;
  }

  /** An answer whose body has been kept. */
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /**
   * Asks until either bound is reached, and waits for the answers that are under way.
   *
   * @param requests one for each connection
   * @return number of answers
   * @throws IOException if an answer has another status, or none comes
   */
  static long run(int port, List<byte[]> requests, int status, long most, long nanos)
      throws IOException {
    try (Selector selector = Selector.open()) {
      return new Load(selector).ask(port, requests, status, most, nanos);
    }
  }

  /** Asks once. */
  static Answer once(int port, byte[] request) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    Connection connection = new Connection(request, body);
    try (SocketChannel channel = open(port)) {
      channel.write(ByteBuffer.wrap(request));
      ByteBuffer in = ByteBuffer.allocate(64 * 1024);
      while (true) {
        if (channel.read(in.clear()) < 0) {
          throw new IOException("closed within the answer");
        }
        if (connection.reader.complete(in.flip())) {
          return new Answer(
              connection.reader.status, connection.reader.headers(), body.toByteArray());
        }
      }
    }
  }

  private static SocketChannel open(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.socket().setTcpNoDelay(true);
    return channel;
  }

  private long ask(int port, List<byte[]> requests, int status, long most, long nanos)
      throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (byte[] request : requests) {
        SocketChannel channel = open(port);
        channels.add(channel);
        channel.configureBlocking(false);
        Connection connection = new Connection(request, null);
        send(channel.register(selector, SelectionKey.OP_READ, connection), channel, connection);
      }
      long begin = System.nanoTime();
      long answers = 0;
      // to the end of the last answer, because the server has worked for all of it
      int waiting = requests.size();
      while (waiting > 0) {
        if (selector.select(PATIENCE_NANOS / 1_000_000) == 0) {
          throw new IOException("no answer for " + PATIENCE_NANOS / 1_000_000_000 + " s");
        }
        boolean more = System.nanoTime() - begin < nanos;
        for (SelectionKey key : selector.selectedKeys()) {
          if (answered(key, status)) {
            answers++;
            if (more && answers + waiting <= most) {
              again(key);
            } else {
              waiting--;
            }
          }
        }
        selector.selectedKeys().clear();
      }
      return answers;
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  private boolean answered(SelectionKey key, int status) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Connection connection = (Connection) key.attachment();
    if (key.isWritable()) {
      send(key, channel, connection);
    }
    if (!key.isReadable()) {
      return false;
    }
    if (channel.read(in.clear()) < 0) {
      throw new IOException("the server closed a connection");
    }
    if (!connection.reader.complete(in.flip())) {
      return false;
    }
    if (connection.reader.status != status) {
      throw new IOException("status " + connection.reader.status);
    }
    return true;
  }

  private static void again(SelectionKey key) throws IOException {
    Connection connection = (Connection) key.attachment();
    connection.reader.next();
    connection.out.rewind();
    send(key, (SocketChannel) key.channel(), connection);
  }

  private static void send(SelectionKey key, SocketChannel channel, Connection connection)
      throws IOException {
    channel.write(connection.out);
    int wanted =
        connection.out.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private static final class Connection {
    final ByteBuffer out;
    final AnswerReader reader;

    Connection(byte[] request, @Nullable ByteArrayOutputStream body) {
      out = ByteBuffer.allocateDirect(request.length).put(request).flip();
      reader = new AnswerReader(body);
    }
  }

  /** Finds the end of an answer: by its length, its chunks, or its status. */
  private static final class AnswerReader {
    private static final int HEAD = 0;
    private static final int BODY = 1;
    private static final int CHUNK_SIZE = 2;
    private static final int CHUNK_END = 3;
    private static final int TRAILER = 4;

    private final @Nullable ByteArrayOutputStream body;
    private final byte[] line = new byte[16 * 1024];
    private int length;
    private int state;
    private long left;
    private boolean chunked;
    private String head = "";
    int status;

    AnswerReader(@Nullable ByteArrayOutputStream body) {
      this.body = body;
    }

    void next() {
      state = HEAD;
      length = 0;
    }

    /** Takes what is in the buffer; whether that was the end. */
    boolean complete(ByteBuffer in) throws IOException {
      while (in.hasRemaining()) {
        if (state == BODY) {
          int now = (int) Math.min(left, in.remaining());
          take(in, now);
          left -= now;
          if (left == 0) {
            if (!chunked) {
              return true;
            }
            state = CHUNK_END;
          }
          continue;
        }
        byte b = in.get();
        line[length++] = b;
        if (b == '\n' && endOfLine()) {
          return true;
        }
      }
      return false;
    }

    private void take(ByteBuffer in, int count) {
      if (body == null) {
        in.position(in.position() + count);
      } else {
        byte[] bytes = new byte[count];
        in.get(bytes);
        body.writeBytes(bytes);
      }
    }

    private boolean endOfLine() throws IOException {
      switch (state) {
        case HEAD:
          return length >= 4 && line[length - 3] == '\n' && endOfHead();
        case CHUNK_END:
          state = CHUNK_SIZE;
          break;
        case CHUNK_SIZE:
          left = Long.parseLong(new String(line, 0, length, StandardCharsets.US_ASCII).strip(), 16);
          state = left == 0 ? TRAILER : BODY;
          break;
        default:
          return true; // no server sends trailers here
      }
      length = 0;
      return false;
    }

    private boolean endOfHead() {
      head = new String(line, 0, length, StandardCharsets.ISO_8859_1);
      status = Integer.parseInt(head.substring(9, 12));
      length = 0;
      String lower = head.toLowerCase(Locale.ROOT);
      chunked = lower.contains("\r\ntransfer-encoding: chunked");
      int at = lower.indexOf("\r\ncontent-length:");
      left =
          at < 0 || status == 304
              ? 0
              : Long.parseLong(lower.substring(at + 17, lower.indexOf('\r', at + 2)).strip());
      state = chunked ? CHUNK_SIZE : BODY;
      return !chunked && left == 0;
    }

    Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      head.lines()
          .skip(1)
          .filter(l -> l.indexOf(':') > 0)
          .forEach(
              l ->
                  headers.put(
                      l.substring(0, l.indexOf(':')), l.substring(l.indexOf(':') + 1).strip()));
      return headers;
    }
  }
}
