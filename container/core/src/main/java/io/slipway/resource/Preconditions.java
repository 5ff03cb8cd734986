package io.slipway.resource;

import io.slipway.wire.HttpDates;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Conditional requests for something that exists: RFC 9110, 13. */
final class Preconditions {
  enum Outcome {
    PERFORM,
    NOT_MODIFIED,
    FAILED
  }

  private Preconditions() {}

  /**
   * By the order of 13.2.2, for GET and HEAD.
   *
   * @param etag of the form that would be sent
   * @param others tags of the file's other forms, which still name what is there now (13.1.1)
   */
  static Outcome evaluate(
      RequestFields request, String etag, Collection<String> others, long lastModifiedMillis) {
    List<String> match = request.all(Headers.IF_MATCH);
    if (!match.isEmpty()) {
      List<String> tags = tags(match);
      if (!tags.contains("*")
          && !tags.contains(etag)
          && others.stream().noneMatch(tags::contains)) {
        return Outcome.FAILED;
      }
    } else {
      String since = request.first(Headers.IF_UNMODIFIED_SINCE);
      if (since != null && isNewer(lastModifiedMillis, since)) {
        return Outcome.FAILED;
      }
    }
    List<String> noneMatch = request.all(Headers.IF_NONE_MATCH);
    if (!noneMatch.isEmpty()) {
      return isAmong(noneMatch, etag) ? Outcome.NOT_MODIFIED : Outcome.PERFORM;
    }
    String since = request.first(Headers.IF_MODIFIED_SINCE);
    return since != null && isOld(lastModifiedMillis, since)
        ? Outcome.NOT_MODIFIED
        : Outcome.PERFORM;
  }

  private static boolean isAmong(List<String> lines, String etag) {
    if (lines.size() == 1 && lines.get(0).equals(etag)) {
      return true;
    }
    List<String> tags = tags(lines);
    return tags.contains("*") || tags.contains(etag) || tags.contains("W/" + etag);
  }

  /** Whether it changed after the date; what is no date counts as not sent. */
  private static boolean isNewer(long lastModifiedMillis, String date) {
    long since = seconds(date);
    return since >= 0 && lastModifiedMillis / 1000 > since;
  }

  private static boolean isOld(long lastModifiedMillis, String date) {
    return lastModifiedMillis / 1000 <= seconds(date);
  }

  /** Since 1970; -1 for what is no date. */
  private static long seconds(String date) {
    try {
      return HttpDates.parse(date) / 1000;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  /**
   * Whether a Range field may be looked at: 13.1.5. A weak tag or a date that is not exactly ours
   * says no, as does what is neither.
   */
  static boolean rangeApplies(RequestFields request, String etag, long lastModifiedMillis) {
    String ifRange = request.first(Headers.IF_RANGE);
    if (ifRange == null) {
      return true;
    }
    String validator = ifRange.trim();
    return validator.endsWith("\"")
        ? validator.equals(etag)
        : seconds(validator) == lastModifiedMillis / 1000;
  }

  /** The entity tags of all lines of a field, what is malformed left out. */
  private static List<String> tags(List<String> lines) {
    List<String> tags = new ArrayList<>();
    lines.forEach(line -> addTags(tags, line));
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
