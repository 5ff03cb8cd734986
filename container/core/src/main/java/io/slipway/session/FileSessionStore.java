package io.slipway.session;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jboss.logging.Logger;

/**
 * The sessions of a webapp in one file that only the user of the process can read, in a folder that
 * only they can enter. It is written beside its place and moved there when it is complete, and
 * deleted when its sessions have been taken, so that none comes back that has ended meanwhile.
 *
 * <p>The file is a number that says what it is, then for each session its length, its CRC-32 and
 * its bytes, and a length of zero in the end.
 */
public final class FileSessionStore implements SessionStore {
  private static final Logger LOG = Logger.getLogger("io.slipway.session");
  private static final int MAGIC = 0x51_77_53_01;

  private final Path folder;
  private final Path file;

  /**
   * @param folder made when there is something to keep
   * @param name of the file in it
   */
  public FileSessionStore(Path folder, String name) {
    this.folder = folder;
    this.file = folder.resolve(name);
  }

  @Override
  public void takeAll(Consumer<KeptSession> taker) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    int taken = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("it is not a file of sessions of this version");
      }
      for (int length = in.readInt(); length != 0; length = in.readInt()) {
        taker.accept(session(in, length));
        taken++;
      }
    } catch (IOException unreadable) {
      Path aside = file.resolveSibling(file.getFileName() + "." + System.currentTimeMillis());
      Files.move(file, aside);
      LOG.errorf(
          "Of the sessions in %s only %s could be read (%s: %s); the file is now %s",
          file, taken, unreadable.getClass().getSimpleName(), unreadable.getMessage(), aside);
      return;
    }
    Files.delete(file);
  }

  private static KeptSession session(DataInputStream in, int length) throws IOException {
    int crc = in.readInt();
    byte[] bytes = length < 0 ? new byte[0] : in.readNBytes(length);
    if (bytes.length != length || crc != crc(bytes)) {
      throw new IOException("a session is cut short or damaged");
    }
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(bytes));
    return new KeptSession(
        text(data),
        data.readLong(),
        data.readLong(),
        data.readLong(),
        data.readLong(),
        data.readInt(),
        data.readBoolean(),
        values(data),
        values(data));
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static List<KeptSession.Values> values(DataInputStream in) throws IOException {
    List<KeptSession.Values> all = new ArrayList<>();
    for (int count = in.readInt(); count > 0; count--) {
      List<String> names = new ArrayList<>();
      for (int n = in.readInt(); n > 0; n--) {
        names.add(text(in));
      }
      all.add(new KeptSession.Values(names, in.readNBytes(in.readInt())));
    }
    return all;
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public void keep(Iterator<KeptSession> sessions) throws IOException {
    if (!sessions.hasNext()) {
      Files.deleteIfExists(file);
      return;
    }
    makeFolder();
    Path unfinished = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(unfinished, only("rw-------"));
    // no channel: one that an interrupted thread writes to is closed
    try (FileOutputStream stream = new FileOutputStream(unfinished.toFile())) {
      DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
      out.writeInt(MAGIC);
      while (sessions.hasNext()) {
        byte[] bytes = bytes(sessions.next());
        out.writeInt(bytes.length);
        out.writeInt(crc(bytes));
        out.write(bytes);
      }
      out.writeInt(0);
      out.flush();
      stream.getFD().sync();
    } catch (IOException | RuntimeException failure) {
      Files.deleteIfExists(unfinished);
      throw failure;
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] bytes(KeptSession session) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    write(out, session.id());
    out.writeLong(session.created());
    out.writeLong(session.lastAccessed());
    out.writeLong(session.thisAccessed());
    out.writeLong(session.idleSince());
    out.writeInt(session.maxInactiveSeconds());
    out.writeBoolean(session.fresh());
    write(out, session.attributes());
    write(out, session.notes());
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void write(DataOutputStream out, List<KeptSession.Values> all) throws IOException {
    out.writeInt(all.size());
    for (KeptSession.Values values : all) {
      out.writeInt(values.names().size());
      for (String name : values.names()) {
        write(out, name);
      }
      out.writeInt(values.serialised().length);
      out.write(values.serialised());
    }
  }

  private void makeFolder() throws IOException {
    Files.createDirectories(folder, only("rwx------"));
    PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (view != null) {
      // it may have been there
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** Nothing where the file system has other means; what is made in a folder inherits them. */
  private FileAttribute<?>[] only(String permissions) {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }
}
