package io.slipway.tls;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Between a client and a server: the client's first record arrives as many. For one connection. */
final class SmallRecords implements AutoCloseable {
  private final ServerSocket accepting = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final int server;
  private final int size;

  /**
   * @param size bytes of a record without its header, at most
   */
  SmallRecords(int server, int size) throws IOException {
    this.server = server;
    this.size = size;
    start(this::relay);
  }

  int port() {
    return accepting.getLocalPort();
  }

  private interface Transfer {
    void run() throws IOException;
  }

  private static void start(Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException ended) {
                // as the connections on both sides do
              }
            },
            "small records");
    thread.setDaemon(true);
    thread.start();
  }

  private void relay() throws IOException {
    try (Socket client = accepting.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), server)) {
      to.setTcpNoDelay(true);
      start(() -> pass(to.getInputStream(), client.getOutputStream()));
      DataInputStream in = new DataInputStream(client.getInputStream());
      int type = in.readUnsignedByte();
      int version = in.readUnsignedShort();
      byte[] message = in.readNBytes(in.readUnsignedShort());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      for (int at = 0; at < message.length; at += size) {
        int length = Math.min(size, message.length - at);
        out.writeByte(type);
        out.writeShort(version);
        out.writeShort(length);
        out.write(message, at, length);
      }
      pass(in, out);
    }
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[16 << 10];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      to.write(bytes, 0, count);
      to.flush();
    }
  }

  @Override
  public void close() throws IOException {
    accepting.close();
  }
}
