package io.slipway.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Dates of header fields: RFC 9110, 5.6.7. Read in all three formats, written in the preferred one.
 */
public final class HttpDates {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  /** With names of its own: a pattern's would load the locale data of the JDK at every start. */
  private static final DateTimeFormatter FIXDATE =
      new DateTimeFormatterBuilder()
          .appendText(ChronoField.DAY_OF_WEEK, names(DAYS))
          .appendPattern(", dd ")
          .appendText(ChronoField.MONTH_OF_YEAR, names(MONTHS))
          .appendPattern(" yyyy HH:mm:ss 'GMT'")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  /** Of three letters each, by number from 1. */
  private static Map<Long, String> names(String all) {
    Map<Long, String> names = new HashMap<>();
    for (int at = 0; at < all.length(); at += 3) {
      names.put(at / 3 + 1L, all.substring(at, at + 3));
    }
    return names;
  }

  /** As IMF-fixdate. */
  public static String format(long millis) {
    return FIXDATE.format(Instant.ofEpochMilli(millis));
  }

  /**
   * Milliseconds since 1970 of an IMF-fixdate, RFC 850 or asctime date.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    String value = text.trim();
    int comma = value.indexOf(',');
    try {
      if (comma == 3) {
        return fixdate(value);
      }
      return comma > 0 ? rfc850(value, comma) : asctime(value);
    } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("Not an HTTP date: " + text, e);
    }
  }

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static long fixdate(String value) {
    if (value.length() != 29 || !value.endsWith(" GMT") || !isPattern(value, 4, " .. ... .... ")) {
      throw new DateTimeException("not a fixdate");
    }
    return millis(
        number(value, 12, 16), month(value, 8), number(value, 5, 7), value.substring(17, 25));
  }

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
  private static long rfc850(String value, int comma) {
    int day = comma + 2;
    if (value.length() != comma + 24
        || !value.endsWith(" GMT")
        || !isPattern(value, comma + 1, " ..-...-.. ")) {
      throw new DateTimeException("not an RFC 850 date");
    }
    int year = number(value, day + 7, day + 9);
    int now = LocalDate.now(ZoneOffset.UTC).getYear();
    int full = now / 100 * 100 + year;
    // More than 50 years ahead means the most recent past year with these digits
    if (full > now + 50) {
      full -= 100;
    }
    return millis(
        full,
        month(value, day + 3),
        number(value, day, day + 2),
        value.substring(day + 10, day + 18));
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static long asctime(String value) {
    if (value.length() != 24 || !isPattern(value, 3, " ... .. ........ ")) {
      throw new DateTimeException("not an asctime date");
    }
    int day = value.charAt(8) == ' ' ? number(value, 9, 10) : number(value, 8, 10);
    return millis(number(value, 20, 24), month(value, 4), day, value.substring(11, 19));
  }

  /**
   * @param pattern in which a dot stands for any character
   */
  private static boolean isPattern(String value, int from, String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) != '.' && value.charAt(from + i) != pattern.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int month(String value, int at) {
    int index = MONTHS.indexOf(value.substring(at, at + 3));
    if (index < 0 || index % 3 != 0) {
      throw new DateTimeException("no month");
    }
    return index / 3 + 1;
  }

  private static int number(String value, int from, int to) {
    int result = 0;
    for (int i = from; i < to; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException("digit expected");
      }
      result = result * 10 + digit;
    }
    return result;
  }

  private static long millis(int year, int month, int day, String time) {
    if (time.length() != 8 || time.charAt(2) != ':' || time.charAt(5) != ':') {
      throw new DateTimeException("no time");
    }
    // A leap second is read as the second before it
    int second = Math.min(number(time, 6, 8), 59);
    LocalTime at = LocalTime.of(number(time, 0, 2), number(time, 3, 5), second);
    return Instant.from(LocalDate.of(year, month, day).atTime(at).atOffset(ZoneOffset.UTC))
        .toEpochMilli();
  }
}
