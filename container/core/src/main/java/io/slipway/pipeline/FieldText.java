package io.slipway.pipeline;

/** Characters of header fields: RFC 9110, 5.5 and 5.6.2. */
final class FieldText {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = c <= '9' || c >= 'a' || c >= 'A' && c <= 'Z';
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldText() {}

  static boolean isToken(int c) {
    return c < 128 && TOKEN[c];
  }

  /** What a field's value may have in it: all but control characters, with the tab. */
  static boolean isValue(int c) {
    return c >= ' ' && c != 0x7f || c == '\t';
  }

  static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isValue(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
