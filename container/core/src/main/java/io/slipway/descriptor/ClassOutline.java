package io.slipway.descriptor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A class file without what no question to an index is about: its code, members that have no
 * annotation, and the constants of both. What is left is a class file too, of an eighth of the
 * size: name, supertypes, annotations of the class, its fields and its methods, and the classes
 * among its constants, but for those of Java itself; not types that stand only in the descriptor of
 * a member. Jandex cannot be told to read less, and takes more than twice the time for the whole.
 *
 * <p>Constants get new indexes; everything else is copied as it stands: JVM specification, 4.1 and
 * 4.7.16. One for each class file.
 */
final class ClassOutline {
  private static final byte[] VISIBLE = utf8("RuntimeVisibleAnnotations");
  private static final byte[] INVISIBLE = utf8("RuntimeInvisibleAnnotations");
  private static final byte[] JAVA = utf8("java/");

  private final ConstantPool constants;
  private final byte[] in;
  private int at;

  /**
   * The constants from the beginning on; what follows them from where it begins in the original.
   */
  private final byte[] out;

  private int outConstants = 10;
  private int outBody;

  /** New indexes by the old; 0 for what has none yet. */
  private final int[] indexes;

  private int count = 1;

  private ClassOutline(ConstantPool constants) {
    this.constants = constants;
    this.in = constants.file();
    this.at = constants.end();
    this.out = new byte[in.length];
    this.outBody = at;
    this.indexes = new int[constants.count()];
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IOException if the file cannot be right
   * @throws IndexOutOfBoundsException if it ends too early
   */
  static InputStream of(ConstantPool constants) throws IOException {
    return new ClassOutline(constants).write();
  }

  private InputStream write() throws IOException {
    copy(2);
    constant();
    constant();
    for (int interfaces = copyCount(); interfaces > 0; interfaces--) {
      constant();
    }
    members();
    members();
    attributes();
    for (int i = 1; i < constants.count(); i++) {
      if (constants.isClass(i) && !constants.begins(constants.nameOfClass(i), JAVA)) {
        keep(i);
      }
    }
    System.arraycopy(in, 0, out, 0, 8);
    put(8, count);
    int length = outBody - constants.end();
    System.arraycopy(out, constants.end(), out, outConstants, length);
    return new ByteArrayInputStream(out, 0, outConstants + length);
  }

  /** Fields or methods: 4.5 and 4.6. */
  private void members() throws IOException {
    int countAt = outBody;
    int kept = 0;
    outBody += 2;
    for (int members = next(); members > 0; members--) {
      int begin = outBody;
      int beginIn = at;
      at += 6;
      outBody += 6;
      if (attributes()) {
        System.arraycopy(in, beginIn, out, begin, 2);
        put(begin + 2, keep(constants.u2(beginIn + 2)));
        put(begin + 4, keep(constants.u2(beginIn + 4)));
        kept++;
      } else {
        outBody = begin;
      }
    }
    put(countAt, kept);
  }

  /** Whether one is left: 4.7. */
  private boolean attributes() throws IOException {
    int countAt = outBody;
    int kept = 0;
    outBody += 2;
    for (int attributes = next(); attributes > 0; attributes--) {
      int end = at + 6 + constants.u4(at + 2);
      if (end < at || end > in.length) {
        throw new IndexOutOfBoundsException();
      }
      if (isAnnotations(constants.position(constants.u2(at)))) {
        constant();
        copy(4);
        for (int annotations = copyCount(); annotations > 0; annotations--) {
          annotation();
        }
        kept++;
      }
      at = end;
    }
    put(countAt, kept);
    return kept > 0;
  }

  private boolean isAnnotations(int utf8) {
    int length = constants.u2(utf8 + 1);
    return length == VISIBLE.length && constants.begins(utf8, VISIBLE)
        || length == INVISIBLE.length && constants.begins(utf8, INVISIBLE);
  }

  private void annotation() throws IOException {
    constant();
    for (int members = copyCount(); members > 0; members--) {
      constant();
      value();
    }
  }

  /** 4.7.16.1. */
  private void value() throws IOException {
    int kind = in[at];
    copy(1);
    switch (kind) {
      case 'e' -> {
        constant();
        constant();
      }
      case '@' -> annotation();
      case '[' -> {
        for (int values = copyCount(); values > 0; values--) {
          value();
        }
      }
      default -> constant();
    }
  }

  /** Copies what is the index of a constant, or 0. */
  private void constant() throws IOException {
    put(outBody, keep(next()));
    outBody += 2;
  }

  private int keep(int index) throws IOException {
    if (index == 0 || indexes[index] != 0) {
      return indexes[index];
    }
    int from = constants.position(index);
    int kind = in[from];
    int length = constants.length(from);
    if (kind == ConstantPool.CLASS) {
      if (in[constants.nameOfClass(index)] != ConstantPool.UTF8) {
        throw new IOException("constant " + index + " is a class without a name");
      }
      int name = keep(constants.u2(from + 1));
      out[outConstants] = (byte) kind;
      put(outConstants + 1, name);
    } else {
      System.arraycopy(in, from, out, outConstants, length);
    }
    outConstants += length;
    indexes[index] = count;
    count += ConstantPool.isWide(kind) ? 2 : 1;
    return indexes[index];
  }

  private int next() {
    int value = constants.u2(at);
    at += 2;
    return value;
  }

  private int copyCount() {
    int count = constants.u2(at);
    copy(2);
    return count;
  }

  private void copy(int length) {
    System.arraycopy(in, at, out, outBody, length);
    at += length;
    outBody += length;
  }

  private void put(int where, int value) {
    out[where] = (byte) (value >> 8);
    out[where + 1] = (byte) value;
  }
}
