package io.slipway.pipeline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One line for each answered request.
 *
 * @param enabled off by default
 * @param format {@code combined} or {@code common} as Apache and Tomcat write them, or a pattern of
 *     their {@code %} codes. {@code combined}, the default, ends behind a trusted proxy with the
 *     proxy's address, as it begins with the client's
 * @param file written by a thread of its own; null, the default, to log to the category {@code
 *     io.slipway.access} instead
 * @param rotate whether the file is renamed at midnight, to {@code name.yyyy-MM-dd.ext}; on by
 *     default
 * @param queue most lines that wait to be written; when the disk is slower than the requests,
 *     further lines are dropped and counted, because no request waits for its log line; 16,384 by
 *     default
 */
public record AccessLogOptions(
    boolean enabled, String format, @Nullable Path file, boolean rotate, int queue) {
  /** The defaults named above. */
  public static final AccessLogOptions DEFAULT =
      new AccessLogOptions(false, "combined", null, true, 16_384);

  /**
   * @throws IllegalArgumentException if the format is wrong
   */
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

  /** A copy with this {@link #enabled()}. */
  public AccessLogOptions withEnabled(boolean on) {
    return new AccessLogOptions(on, format, file, rotate, queue);
  }

  /** A copy with this {@link #file()}. */
  public AccessLogOptions withFile(@Nullable Path to) {
    return new AccessLogOptions(enabled, format, to, rotate, queue);
  }
}
