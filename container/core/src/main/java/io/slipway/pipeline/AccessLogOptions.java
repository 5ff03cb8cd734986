package io.slipway.pipeline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One line for each answered request.
 *
 * @param format {@code combined} or {@code common} as Apache and Tomcat write them, or a pattern of
 *     their {@code %} codes (of a wrong one {@link IllegalArgumentException}); both addresses are
 *     there behind a trusted proxy, since {@code combined} ends with the peer's where it differs
 *     from the client's
 * @param file written by a thread of its own and renamed each midnight to {@code
 *     name.yyyy-MM-dd.ext}; null to log to the category {@code io.slipway.access} instead
 * @param rotate whether the file is renamed at midnight
 * @param queue lines that may wait to be written; when the disk is slower than the requests the
 *     rest is counted and dropped, because no request waits for its log line
 */
public record AccessLogOptions(
    boolean enabled, String format, @Nullable Path file, boolean rotate, int queue) {
  public static final AccessLogOptions DEFAULT =
      new AccessLogOptions(false, "combined", null, true, 16_384);

  public AccessLogOptions {
    try {
      checkFormat(format);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("access-log.format " + e.getMessage(), e);
    }
  }

  /**
   * @throws IllegalArgumentException whose message says what is wrong, as the end of a sentence
   */
  public static void checkFormat(String format) {
    if (!isNamed(format)) {
      LogPattern.parse(format);
    }
  }

  private static boolean isNamed(String format) {
    return format.equals("combined") || format.equals("common");
  }

  /** Whether the format is one of those with a name. */
  boolean isNamed() {
    return isNamed(format);
  }

  public AccessLogOptions withEnabled(boolean on) {
    return new AccessLogOptions(on, format, file, rotate, queue);
  }

  public AccessLogOptions withFile(@Nullable Path to) {
    return new AccessLogOptions(enabled, format, to, rotate, queue);
  }
}
