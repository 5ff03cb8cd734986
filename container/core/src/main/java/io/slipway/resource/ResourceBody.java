package io.slipway.resource;

import io.slipway.spi.FileSink;
import jakarta.servlet.ServletOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Sends parts of one resource. The last bytes of a part go out only after a look whether the file
 * is still the one that was promised: else the response is broken off, so that no client takes a
 * mixture for the whole.
 */
final class ResourceBody implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;
  private static final long SLICE = 16L << 20;

  /**
   * Below this a copy through the buffer is cheaper than another system call, and leaves with the
   * headers.
   */
  static final long TRANSFER_FROM = 64L << 10;

  private final Resource resource;
  private final @Nullable ByteBuffer content;
  private final @Nullable FileChannel channel;
  private InputStream stream;
  private long position;

  ResourceBody(Form form) throws IOException {
    this.resource = form.source();
    this.content = form.content();
    Path file = resource.file();
    if (content != null) {
      stream = InputStream.nullInputStream();
      channel = null;
    } else if (file == null) {
      stream = resource.open();
      channel = null;
    } else {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      stream = Channels.newInputStream(channel);
    }
  }

  void send(ServletOutputStream out, long from, long count) throws IOException {
    if (content != null) {
      ByteBuffer part = content.slice((int) from, (int) count);
      if (out instanceof FileSink) {
        out.write(part);
      } else {
        copy(out, part);
      }
    } else if (channel != null && count >= TRANSFER_FROM && out instanceof FileSink sink) {
      long at = from;
      for (long left = count; left > 0; ) {
        long slice = Math.min(left, SLICE);
        if (slice == left) {
          check();
        }
        sink.transferFrom(channel, at, slice);
        at += slice;
        left -= slice;
      }
    } else {
      seek(from);
      copy(out, count);
    }
  }

  /**
   * To a stream that the application wraps around the container's. Its {@code write(ByteBuffer)} is
   * most often that of {@link ServletOutputStream}, which asks {@code isReady()}, and many a
   * wrapper from before Servlet 6.1 says no for want of anything better.
   */
  private static void copy(ServletOutputStream out, ByteBuffer part) throws IOException {
    byte[] buffer = new byte[Math.min(BUFFER, Math.max(1, part.remaining()))];
    while (part.hasRemaining()) {
      int length = Math.min(buffer.length, part.remaining());
      part.get(buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }

  private void copy(ServletOutputStream out, long count) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, count))];
    for (long left = count; left > 0; ) {
      int read = stream.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
      if (read == 0) {
        throw new EOFException(resource.path() + " became shorter while it was sent");
      }
      left -= read;
      position += read;
      if (left == 0) {
        check();
      }
      out.write(buffer, 0, read);
    }
  }

  private void seek(long from) throws IOException {
    if (channel != null) {
      channel.position(from);
      return;
    }
    if (from < position) {
      stream.close();
      stream = resource.open();
      position = 0;
    }
    stream.skipNBytes(from - position);
    position = from;
  }

  private void check() throws IOException {
    if (resource.changed()) {
      throw new IOException(resource.path() + " changed while it was sent");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
