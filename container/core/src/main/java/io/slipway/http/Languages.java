package io.slipway.http;

import io.slipway.wire.FieldText;
import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code Accept-Language}, tolerant of what is malformed: RFC 9110, 12.5.4; Servlet 6.1, 3.10. */
final class Languages {
  /** More than any reader understands cost us more than them: each is compared with all others. */
  private static final int MOST = 100;

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
    List<Locale> locales = new ArrayList<>();
    for (Choice choice : choices(headers)) {
      if (!locales.contains(choice.locale)) {
        locales.add(choice.locale);
      }
    }
    return locales.isEmpty() ? List.of(Locale.getDefault()) : List.copyOf(locales);
  }

  private static List<Choice> choices(List<String> headers) {
    List<Choice> choices = new ArrayList<>();
    int members = 0;
    for (String header : headers) {
      for (String part : header.split(",")) {
        if (++members > MOST) {
          return choices;
        }
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
    return choices;
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
        weight = FieldText.weight(parameter.substring(2).trim());
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
}
