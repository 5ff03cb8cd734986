package io.slipway.descriptor;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks in a class file's constants for types of the API of before Jakarta EE 9: JVM specification,
 * 4.4.
 */
final class ConstantPool {
  private static final String[] LEGACY = {"javax/servlet/", "javax/el/", "javax/websocket/"};
  private static final byte[] NEEDLE = "javax/".getBytes(StandardCharsets.US_ASCII);

  private ConstantPool() {}

  /** The first such type with dots; strings that only look like one do not count. */
  static Optional<String> legacyType(byte[] classFile) throws IOException {
    if (!contains(classFile, NEEDLE)) {
      return Optional.empty();
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipBytes(8);
    int count = in.readUnsignedShort();
    @Nullable String[] texts = new String[count];
    BitSet classNames = new BitSet(count);
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7 -> classNames.set(in.readUnsignedShort());
        case 5, 6 -> {
          in.skipBytes(8);
          i++;
        }
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipBytes(4);
        case 8, 16, 19, 20 -> in.skipBytes(2);
        case 15 -> in.skipBytes(3);
        default -> throw new IOException("unknown constant of kind " + tag);
      }
    }
    for (int i = 1; i < count; i++) {
      String text = texts[i];
      String type = text == null ? null : classNames.get(i) ? named(text) : described(text);
      if (type != null) {
        return Optional.of(type.replace('/', '.'));
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

  private static boolean contains(byte[] bytes, byte[] needle) {
    outer:
    for (int i = 0; i <= bytes.length - needle.length; i++) {
      for (int j = 0; j < needle.length; j++) {
        if (bytes[i + j] != needle[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}
