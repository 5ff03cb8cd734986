package io.slipway.resource;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditional requests for something that exists: RFC 9110, 13. */
final class Preconditions {
  enum Outcome {
    PERFORM,
    NOT_MODIFIED,
    FAILED
  }

  private Preconditions() {}

  /** By the order of 13.2.2, for GET and HEAD. */
  static Outcome evaluate(HttpServletRequest request, String etag, long lastModifiedMillis) {
    long modified = lastModifiedMillis / 1000;
    List<String> match = tags(request, "If-Match");
    if (match != null) {
      if (!match.contains("*") && !match.contains(etag)) {
        return Outcome.FAILED;
      }
    } else {
      Long unmodifiedSince = HttpDates.parse(request.getHeader("If-Unmodified-Since"));
      if (unmodifiedSince != null && modified > unmodifiedSince) {
        return Outcome.FAILED;
      }
    }
    List<String> noneMatch = tags(request, "If-None-Match");
    if (noneMatch != null) {
      return noneMatch.contains("*") || noneMatch.contains(etag) || noneMatch.contains("W/" + etag)
          ? Outcome.NOT_MODIFIED
          : Outcome.PERFORM;
    }
    Long modifiedSince = HttpDates.parse(request.getHeader("If-Modified-Since"));
    return modifiedSince != null && modified <= modifiedSince
        ? Outcome.NOT_MODIFIED
        : Outcome.PERFORM;
  }

  /**
   * Whether a Range field may be looked at: 13.1.5. A weak tag or a date that is not exactly ours
   * says no, as does what is neither.
   */
  static boolean rangeApplies(HttpServletRequest request, String etag, long lastModifiedMillis) {
    String ifRange = request.getHeader("If-Range");
    if (ifRange == null) {
      return true;
    }
    String validator = ifRange.trim();
    if (validator.endsWith("\"")) {
      return validator.equals(etag);
    }
    Long date = HttpDates.parse(validator);
    return date != null && date == lastModifiedMillis / 1000;
  }

  /**
   * The entity tags of all lines of a field, what is malformed left out; null where the field was
   * not sent.
   */
  private static @Nullable List<String> tags(HttpServletRequest request, String field) {
    Enumeration<String> lines = request.getHeaders(field);
    if (lines == null || !lines.hasMoreElements()) {
      return null;
    }
    List<String> tags = new ArrayList<>();
    while (lines.hasMoreElements()) {
      addTags(tags, lines.nextElement());
    }
    return tags;
  }

  private static void addTags(List<String> tags, String line) {
    if (line.trim().equals("*")) {
      tags.add("*");
      return;
    }
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        at++;
        continue;
      }
      int quote = line.startsWith("W/", at) ? at + 2 : at;
      // A tag may hold commas, but no quote: there is no escaping in it.
      int end =
          quote < line.length() && line.charAt(quote) == '"' ? line.indexOf('"', quote + 1) : -1;
      if (end < 0) {
        int comma = line.indexOf(',', at);
        at = comma < 0 ? line.length() : comma + 1;
      } else {
        tags.add(line.substring(at, end + 1));
        at = end + 1;
      }
    }
  }
}
