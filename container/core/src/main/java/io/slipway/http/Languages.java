package io.slipway.http;

import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code Accept-Language}, tolerant of what is malformed: RFC 9110, 12.5.4; Servlet 6.1, 3.10. */
final class Languages {
  private record Choice(Locale locale, int weight) {}

  private Languages() {}

  /**
   * Never empty: the server's default where the client prefers nothing. Of equal weights the first
   * comes first.
   */
  static List<Locale> parse(@Nullable List<String> headers) {
    if (headers == null) {
      return List.of(Locale.getDefault());
    }
    List<Choice> choices = new ArrayList<>();
    for (String header : headers) {
      for (String part : header.split(",")) {
        Choice choice = choice(part);
        if (choice != null) {
          int at = choices.size();
          while (at > 0 && choices.get(at - 1).weight < choice.weight) {
            at--;
          }
          choices.add(at, choice);
        }
      }
    }
    List<Locale> locales = new ArrayList<>();
    for (Choice choice : choices) {
      if (!locales.contains(choice.locale)) {
        locales.add(choice.locale);
      }
    }
    return locales.isEmpty() ? List.of(Locale.getDefault()) : List.copyOf(locales);
  }

  private static @Nullable Choice choice(String part) {
    String[] pieces = part.split(";", -1);
    String tag = pieces[0].trim();
    int weight = 1000;
    for (int i = 1; i < pieces.length; i++) {
      String parameter = pieces[i].trim();
      if (parameter.length() > 2
          && (parameter.charAt(0) | 0x20) == 'q'
          && parameter.charAt(1) == '=') {
        weight = weight(parameter.substring(2).trim());
      }
    }
    // "*" names no locale, and q=0 is one that is not wanted
    if (weight <= 0 || tag.isEmpty() || tag.equals("*")) {
      return null;
    }
    try {
      return new Choice(new Locale.Builder().setLanguageTag(tag).build(), weight);
    } catch (IllformedLocaleException e) {
      return null;
    }
  }

  /** In thousandths; -1 if it is no weight of RFC 9110, 12.4.2. */
  static int weight(String text) {
    int length = text.length();
    if (length == 0
        || length > 5
        || (text.charAt(0) != '0' && text.charAt(0) != '1')
        || (length > 1 && text.charAt(1) != '.')) {
      return -1;
    }
    int weight = text.charAt(0) - '0';
    for (int i = 2; i < 5; i++) {
      int digit = i < length ? text.charAt(i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      weight = weight * 10 + digit;
    }
    return length < 2 ? weight * 1000 : Math.min(weight, 1001) > 1000 ? -1 : weight;
  }
}
