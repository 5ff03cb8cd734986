package io.slipway.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header fields that are lists: RFC 9110, 5.6. */
public final class Tokens {
  private Tokens() {}

  /**
   * The members of all lines in order, trimmed, empty ones left out; separators inside quoted
   * strings do not count.
   */
  public static List<String> split(Iterable<String> lines, char separator) {
    List<String> members = new ArrayList<>();
    for (String line : lines) {
      for (int start = 0; start <= line.length(); start++) {
        int end = end(line, start, separator);
        add(members, line.substring(start, end));
        start = end;
      }
    }
    return members;
  }

  /** Where the member ends that begins there. */
  private static int end(String line, int start, char separator) {
    boolean quoted = false;
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        return i;
      }
    }
    return line.length();
  }

  private static void add(List<String> members, String member) {
    String trimmed = member.trim();
    if (!trimmed.isEmpty()) {
      members.add(trimmed);
    }
  }

  /**
   * Whether a list has this member, whatever its arguments; letters in any case.
   *
   * @param lines null if the field is not there
   */
  public static boolean contains(@Nullable Iterable<String> lines, String token) {
    if (lines != null) {
      for (String line : lines) {
        if (contains(line, token)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean contains(String line, String token) {
    for (int start = 0; start <= line.length(); start++) {
      int end = end(line, start, ',');
      while (start < end && line.charAt(start) <= ' ') {
        start++;
      }
      int after = start + token.length();
      if (after <= end
          && line.regionMatches(true, start, token, 0, token.length())
          && (after == end || "=; \t".indexOf(line.charAt(after)) >= 0)) {
        return true;
      }
      start = end;
    }
    return false;
  }

  /**
   * Whether a {@code Cache-Control} says {@code no-transform}, of a request (RFC 9111, 5.2.1.6) or
   * of a response (5.2.2.6).
   */
  public static boolean forbidTransformation(@Nullable Iterable<String> cacheControl) {
    return contains(cacheControl, "no-transform");
  }

  /** A token, or the content of a quoted string. */
  public static String unquote(String value) {
    if (value.length() < 2 || value.charAt(0) != '"' || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 1; i < value.length() - 1; i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length() - 1) {
        c = value.charAt(++i);
      }
      text.append(c);
    }
    return text.toString();
  }
}
