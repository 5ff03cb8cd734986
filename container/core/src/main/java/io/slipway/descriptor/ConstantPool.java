package io.slipway.descriptor;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks in a class file's constants for types of the API of before Jakarta EE 9: JVM specification, 4.4. */
final class ConstantPool {
  private static final String[] LEGACY = {"javax/servlet/", "javax/el/", "javax/websocket/"};
  private static final byte[] NEEDLE = "javax/".getBytes(StandardCharsets.US_ASCII);

  private ConstantPool() {}

  /** The first such type with dots; strings that only look like one with dots do not count. */
  static Optional<String> legacyType(byte[] classFile) throws IOException {
    if (!contains(classFile, NEEDLE)) {
      return Optional.empty();
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipBytes(8);
    int count = in.readUnsignedShort();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> {
          String found = legacyType(in.readUTF());
          if (found != null) {
            return Optional.of(found);
          }
        }
        case 5, 6 -> {
          in.skipBytes(8);
          i++;
        }
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipBytes(4);
        case 7, 8, 16, 19, 20 -> in.skipBytes(2);
        case 15 -> in.skipBytes(3);
        default -> throw new IOException("unknown constant of kind " + tag);
      }
    }
    return Optional.empty();
  }

  /** A class name ({@code javax/servlet/Filter}) or one inside a descriptor ({@code (Ljavax/servlet/Filter;)V}). */
  private static @Nullable String legacyType(String constant) {
    for (String prefix : LEGACY) {
      int at = constant.startsWith(prefix) ? 0 : constant.indexOf("L" + prefix) + 1;
      if (at > 0 || constant.startsWith(prefix)) {
        int end = at;
        while (end < constant.length() && isNamePart(constant.charAt(end))) {
          end++;
        }
        // a class name ends the constant, a descriptor's name ends in a semicolon; else it is a path such as javax/servlet/resources/x.dtd
        boolean type = at == 0 ? end == constant.length() : end < constant.length() && constant.charAt(end) == ';';
        if (type) {
          return constant.substring(at, end).replace('/', '.');
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
