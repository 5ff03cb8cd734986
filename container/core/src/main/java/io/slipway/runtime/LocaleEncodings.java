package io.slipway.runtime;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encodings that {@code setLocale} implies: those of the webapp's {@code
 * locale-encoding-mapping-list}, else the container's own, which Servlet 6.1, 5.6 leaves to it.
 * They are those that the languages were written in before UTF-8; who wants UTF-8 says so with
 * {@code setCharacterEncoding} or in {@code web.xml}. Immutable.
 */
final class LocaleEncodings {
  private static final Map<String, String> BY_LANGUAGE =
      Map.ofEntries(
          Map.entry("ar", "ISO-8859-6"),
          Map.entry("be", "ISO-8859-5"),
          Map.entry("bg", "ISO-8859-5"),
          Map.entry("cs", "ISO-8859-2"),
          Map.entry("el", "ISO-8859-7"),
          Map.entry("et", "ISO-8859-13"),
          Map.entry("he", "ISO-8859-8"),
          Map.entry("hr", "ISO-8859-2"),
          Map.entry("hu", "ISO-8859-2"),
          Map.entry("ja", "Shift_JIS"),
          Map.entry("ko", "EUC-KR"),
          Map.entry("lt", "ISO-8859-13"),
          Map.entry("lv", "ISO-8859-13"),
          Map.entry("mk", "ISO-8859-5"),
          Map.entry("pl", "ISO-8859-2"),
          Map.entry("ro", "ISO-8859-2"),
          Map.entry("ru", "ISO-8859-5"),
          Map.entry("sk", "ISO-8859-2"),
          Map.entry("sl", "ISO-8859-2"),
          Map.entry("sq", "ISO-8859-2"),
          Map.entry("sr", "ISO-8859-5"),
          Map.entry("tr", "ISO-8859-9"),
          Map.entry("uk", "ISO-8859-5"),
          Map.entry("zh", "GB2312"),
          Map.entry("zh_TW", "Big5"));

  private final Map<String, Charset> mapped = new HashMap<>();

  /**
   * @param mappings locale, as {@code de} or {@code zh_TW}, to encoding
   * @throws IllegalArgumentException if there is no such encoding
   */
  LocaleEncodings(Map<String, String> mappings) {
    mappings.forEach(
        (locale, encoding) -> {
          Charset charset = WebappContext.charset(encoding);
          if (charset != null) {
            mapped.put(locale.replace('-', '_').toLowerCase(Locale.ROOT), charset);
          }
        });
  }

  /**
   * By the full locale, then by its language; null where neither the webapp nor the container has
   * one, or the Java platform lacks it.
   */
  @Nullable Charset of(Locale locale) {
    Charset exact = mapped.get(locale.toString().toLowerCase(Locale.ROOT));
    Charset own = exact == null ? mapped.get(locale.getLanguage().toLowerCase(Locale.ROOT)) : exact;
    return own == null ? usual(locale) : own;
  }

  private static @Nullable Charset usual(Locale locale) {
    String language = locale.getLanguage();
    String name = BY_LANGUAGE.get(language + '_' + locale.getCountry());
    if (name == null) {
      name = BY_LANGUAGE.get(language);
    }
    return name != null && Charset.isSupported(name) ? Charset.forName(name) : null;
  }
}
