package io.slipway.resource;

import io.slipway.resource.ByteRanges.Range;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to GET or HEAD for a file that is there: RFC 9110, 13 and 14.
 *
 * @param status 200, 206, 304, 412 or 416
 * @param ranges of the form, for 206; more than one are parts
 */
record FileAnswer(int status, FileEntry entry, Form form, List<Range> ranges) {
  private static final String BYTES = "bytes";

  /** Takes header fields. */
  interface Fields {
    void add(HttpString name, String value);
  }

  /**
   * @param ranges whether {@code Range} is looked at, which is for GET alone (14.2)
   */
  static FileAnswer of(RequestFields request, boolean ranges, FileEntry entry, Form form) {
    long modified = entry.resource().lastModified();
    switch (Preconditions.evaluate(request, form.etag(), entry.etags(), modified)) {
      case FAILED -> {
        return new FileAnswer(412, entry, form, List.of());
      }
      case NOT_MODIFIED -> {
        return new FileAnswer(304, entry, form, List.of());
      }
      case PERFORM -> {}
    }
    ByteRanges asked = ranges && form.coding() == null ? ranges(request, form, modified) : null;
    if (asked == null) {
      return new FileAnswer(200, entry, form, List.of());
    }
    return new FileAnswer(asked.ranges().isEmpty() ? 416 : 206, entry, form, asked.ranges());
  }

  private static @Nullable ByteRanges ranges(RequestFields request, Form form, long modified) {
    String range = request.first(Headers.RANGE);
    return range != null && Preconditions.rangeApplies(request, form.etag(), modified)
        ? ByteRanges.parse(range, form.length())
        : null;
  }

  boolean hasBody() {
    return status == 200 || status == 206;
  }

  boolean hasParts() {
    return ranges.size() > 1;
  }

  /** Of the body; of parts this is not the whole. */
  long first() {
    return ranges.isEmpty() ? 0 : ranges.get(0).first();
  }

  long length() {
    return ranges.isEmpty() ? form.length() : ranges.get(0).length();
  }

  /** All but type and length. */
  void describe(Fields fields) {
    fields.add(Headers.ETAG, form.etag());
    fields.add(Headers.LAST_MODIFIED, entry.lastModified());
    if (entry.varies()) {
      fields.add(Headers.VARY, Headers.ACCEPT_ENCODING_STRING);
    }
    if (hasBody()) {
      fields.add(Headers.ACCEPT_RANGES, BYTES);
      if (form.coding() != null) {
        fields.add(Headers.CONTENT_ENCODING, form.coding());
      }
    }
    if (status == 416) {
      fields.add(Headers.CONTENT_RANGE, "bytes */" + form.length());
    } else if (ranges.size() == 1) {
      fields.add(Headers.CONTENT_RANGE, contentRange(ranges.get(0)));
    }
  }

  String contentRange(Range range) {
    return "bytes " + range.first() + '-' + range.last() + '/' + form.length();
  }
}
