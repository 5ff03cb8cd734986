package io.slipway.resource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates in the three forms of RFC 9110, 5.6.7. */
final class HttpDates {
  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  static String format(long millis) {
    return IMF.format(Instant.ofEpochMilli(millis));
  }

  /** Seconds since 1970; null for what is no date, which then counts as not sent. */
  static @Nullable Long parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (DateTimeFormatter form : List.of(IMF, rfc850(), ASCTIME)) {
      try {
        return ZonedDateTime.parse(text.trim(), form).toEpochSecond();
      } catch (DateTimeParseException e) {
        // Another form, or none.
      }
    }
    return null;
  }

  /** Two digits of a year mean the last one that is at most 50 years ahead. */
  private static DateTimeFormatter rfc850() {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(49))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH)
        .withZone(ZoneOffset.UTC);
  }
}
