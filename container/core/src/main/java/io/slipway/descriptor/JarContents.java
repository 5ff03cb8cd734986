package io.slipway.descriptor;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * What is in a jar, as one name, without reading all of it: its central directory lists every entry
 * with size and checksum.
 */
final class JarContents {
  private static final int END = 0x0605_4b50;
  private static final int END_LENGTH = 22;
  private static final int MAX_COMMENT = 0xffff;

  private JarContents() {}

  /**
   * The same for the same contents, wherever the jar lies.
   *
   * @return empty for what is no jar, and for one that is so large that it has the other kind of
   *     directory (ZIP64)
   */
  static Optional<UUID> of(Path jar) throws IOException {
    try (FileChannel file = FileChannel.open(jar, StandardOpenOption.READ)) {
      int tail = (int) Math.min(file.size(), END_LENGTH + MAX_COMMENT);
      ByteBuffer end = read(file, file.size() - tail, tail);
      int at = tail - END_LENGTH;
      while (at >= 0 && end.getInt(at) != END) {
        at--;
      }
      if (at < 0) {
        return Optional.empty();
      }
      long length = Integer.toUnsignedLong(end.getInt(at + 12));
      long begin = Integer.toUnsignedLong(end.getInt(at + 16));
      if (begin + length > file.size() || length > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      return Optional.of(UUID.nameUUIDFromBytes(read(file, begin, (int) length).array()));
    }
  }

  private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("a jar became shorter while it was read");
      }
    }
    return bytes;
  }
}
