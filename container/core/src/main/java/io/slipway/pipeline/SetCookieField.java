package io.slipway.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code Set-Cookie} field, its attributes in the order in which they were written:
 * RFC 6265, 4.1.
 */
final class SetCookieField {
  private final String pair;
  private final List<String> attributes;

  private SetCookieField(String pair, List<String> attributes) {
    this.pair = pair;
    this.attributes = attributes;
  }

  static SetCookieField parse(String line) {
    // No quoting: a semicolon ends an attribute wherever it stands (RFC 6265, 5.2).
    String[] parts = line.split(";", -1);
    List<String> attributes = new ArrayList<>(parts.length + 2);
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i].trim();
      if (!attribute.isEmpty()) {
        attributes.add(attribute);
      }
    }
    return new SetCookieField(parts[0].trim(), attributes);
  }

  String name() {
    int equals = pair.indexOf('=');
    return equals < 0 ? "" : pair.substring(0, equals).trim();
  }

  boolean has(String attribute) {
    return attributes.stream().anyMatch(each -> is(each, attribute));
  }

  /** The last one counts (RFC 6265, 5.3); null if absent or without a value. */
  @Nullable String value(String attribute) {
    String value = null;
    for (String each : attributes) {
      if (is(each, attribute)) {
        int equals = each.indexOf('=');
        value = equals < 0 ? null : each.substring(equals + 1).trim();
      }
    }
    return value;
  }

  void set(String attribute) {
    if (!has(attribute)) {
      attributes.add(attribute);
    }
  }

  void set(String attribute, String value) {
    remove(attribute);
    attributes.add(attribute + "=" + value);
  }

  void remove(String attribute) {
    attributes.removeIf(each -> is(each, attribute));
  }

  /** What makes two cookies the same one in the browser's store. */
  String identity() {
    String domain = value("Domain");
    String path = value("Path");
    return name()
        + '\n'
        + (domain == null ? "" : domain.toLowerCase(Locale.ROOT))
        + '\n'
        + (path == null ? "" : path);
  }

  private static boolean is(String attribute, String name) {
    int equals = attribute.indexOf('=');
    String has = equals < 0 ? attribute : attribute.substring(0, equals).trim();
    return has.equalsIgnoreCase(name);
  }

  @Override
  public String toString() {
    return attributes.isEmpty() ? pair : pair + "; " + String.join("; ", attributes);
  }
}
