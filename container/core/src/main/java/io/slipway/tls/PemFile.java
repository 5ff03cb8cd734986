package io.slipway.tls;

import io.slipway.model.Origin;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file: RFC 7468. Text between them is a comment. */
final class PemFile {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /**
   * @param label between BEGIN and the dashes
   * @param ownEncryption with the header fields of OpenSSL's own encryption (RFC 1421), which no
   *     standard describes
   * @param at where it begins
   */
  record Block(String label, byte[] der, boolean ownEncryption, Origin at) {}

  private PemFile() {}

  /**
   * @param source for what is wrong
   * @throws Unusable if a block is not closed or is no Base64
   */
  static List<Block> parse(String source, String text) throws Unusable {
    List<Block> blocks = new ArrayList<>();
    String[] lines = text.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String label = label(lines[i], BEGIN);
      if (label == null) {
        continue;
      }
      int begin = i;
      Origin at = new Origin(source, begin + 1);
      StringBuilder body = new StringBuilder();
      boolean ownEncryption = false;
      while (++i < lines.length && label(lines[i], END) == null) {
        if (lines[i].indexOf(':') >= 0) {
          ownEncryption |= lines[i].startsWith("Proc-Type:") && lines[i].contains("ENCRYPTED");
        } else {
          body.append(lines[i].strip());
        }
      }
      if (i == lines.length || !label.equals(label(lines[i], END))) {
        throw new Unusable(
            "pem-open", at, "the block " + label + " has no END line", "copy the file as a whole");
      }
      blocks.add(new Block(label, decode(body.toString(), label, at), ownEncryption, at));
    }
    return blocks;
  }

  private static byte[] decode(String body, String label, Origin at) throws Unusable {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new Unusable(
          "pem-base64",
          at,
          "the block " + label + " is not Base64: " + e.getMessage(),
          "copy the file as a whole");
    }
  }

  private static @Nullable String label(String line, String mark) {
    String text = line.strip();
    return text.startsWith(mark)
            && text.endsWith(DASHES)
            && text.length() > mark.length() + DASHES.length()
        ? text.substring(mark.length(), text.length() - DASHES.length())
        : null;
  }
}
