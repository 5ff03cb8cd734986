package io.slipway.descriptor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the constants of a class file stand in it: JVM specification, 4.4. All methods throw {@link
 * IndexOutOfBoundsException} for a file that ends too early.
 */
final class ConstantPool {
  static final int UTF8 = 1;
  static final int CLASS = 7;

  private static final int MAGIC = 0xcafebabe;
  private static final int VERSION_OF_JAVA_12 = 56;
  private static final int FIRST = 10;
  private static final String[] LEGACY = {"javax/servlet/", "javax/el/", "javax/websocket/"};
  private static final byte[] NEEDLE = "javax/".getBytes(StandardCharsets.US_ASCII);

  private final byte[] file;
  private final int[] positions;
  private final int end;

  /**
   * @param file stays the caller's, who leaves it as it is
   * @throws IOException if this is no class file, or one of a later Java than is known here
   */
  ConstantPool(byte[] file) throws IOException {
    this.file = file;
    if (u4(0) != MAGIC) {
      throw new IOException("it is not a class file");
    }
    positions = new int[u2(FIRST - 2)];
    int at = FIRST;
    for (int i = 1; i < positions.length; i++) {
      positions[i] = at;
      at += length(at);
      if (isWide(file[positions[i]])) {
        i++;
      }
    }
    end = at;
  }

  /** Of the constant that stands at a position, its kind included. */
  int length(int at) throws IOException {
    int kind = file[at];
    return switch (kind) {
      case UTF8 -> 3 + u2(at + 1);
      case 5, 6 -> 9;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
      case CLASS, 8, 16, 19, 20 -> 3;
      case 15 -> 4;
      default -> throw new IOException("unknown constant of kind " + kind);
    };
  }

  /** Whether the constant counts for two: {@code long} and {@code double}. */
  static boolean isWide(int kind) {
    return kind == 5 || kind == 6;
  }

  /** Of the class file, the major one: 4.1. */
  int version() {
    return u2(6);
  }

  /** Whether the class was compiled with preview features: 4.1. */
  boolean preview() {
    return u2(4) == 0xffff && version() >= VERSION_OF_JAVA_12;
  }

  byte[] file() {
    return file;
  }

  /** One more than the index of the last constant. */
  int count() {
    return positions.length;
  }

  /** Where a constant stands; 0 for an index that has none. */
  int position(int index) {
    return positions[index];
  }

  /** Where the constants end and the class begins. */
  int end() {
    return end;
  }

  int u2(int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }

  int u4(int at) {
    return u2(at) << 16 | u2(at + 2);
  }

  boolean isClass(int index) {
    return positions[index] != 0 && file[positions[index]] == CLASS;
  }

  /** Where the name of a class that is a constant stands, as {@link #UTF8}. */
  int nameOfClass(int index) {
    return positions[u2(positions[index] + 1)];
  }

  /** The name of the class itself, with slashes. */
  String name() {
    int utf8 = nameOfClass(u2(end + 2));
    return new String(file, utf8 + 3, u2(utf8 + 1), StandardCharsets.UTF_8);
  }

  /** Whether the text at a position begins so. */
  boolean begins(int utf8, byte[] prefix) {
    if (u2(utf8 + 1) < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (file[utf8 + 3 + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a class, with dots, is a part of the API of before Jakarta EE 9. */
  static boolean isLegacy(String className) {
    return Arrays.stream(LEGACY).anyMatch(className.replace('.', '/')::startsWith);
  }

  /**
   * The first type of the API of before Jakarta EE 9, with dots; strings that only look like one do
   * not count.
   */
  Optional<String> legacyType() {
    if (!contains(FIRST, end)) {
      return Optional.empty();
    }
    BitSet classNames = new BitSet(positions.length);
    for (int i = 1; i < positions.length; i++) {
      if (isClass(i)) {
        classNames.set(u2(positions[i] + 1));
      }
    }
    for (int i = 1; i < positions.length; i++) {
      int at = positions[i];
      if (at != 0 && file[at] == UTF8 && contains(at + 3, at + 3 + u2(at + 1))) {
        String text = new String(file, at + 3, u2(at + 1), StandardCharsets.UTF_8);
        String type = classNames.get(i) ? named(text) : described(text);
        if (type != null) {
          return Optional.of(type.replace('/', '.'));
        }
      }
    }
    return Optional.empty();
  }

  /** The name of a class, or of an array of them ({@code [Ljavax/servlet/Filter;}). */
  private static @Nullable String named(String name) {
    for (String prefix : LEGACY) {
      if (name.startsWith(prefix)) {
        return name;
      }
    }
    return described(name);
  }

  /** A type inside a descriptor or signature: {@code (Ljavax/servlet/Filter;)V}. */
  private static @Nullable String described(String descriptor) {
    for (String prefix : LEGACY) {
      int at = descriptor.indexOf("L" + prefix) + 1;
      if (at > 0) {
        int end = at;
        while (end < descriptor.length() && isNamePart(descriptor.charAt(end))) {
          end++;
        }
        if (end < descriptor.length()
            && (descriptor.charAt(end) == ';' || descriptor.charAt(end) == '<')) {
          return descriptor.substring(at, end);
        }
      }
    }
    return null;
  }

  private static boolean isNamePart(char c) {
    return c == '/' || Character.isJavaIdentifierPart(c);
  }

  private boolean contains(int from, int to) {
    outer:
    for (int i = from; i <= to - NEEDLE.length; i++) {
      for (int j = 0; j < NEEDLE.length; j++) {
        if (file[i + j] != NEEDLE[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
