package io.slipway.pipeline;

import io.slipway.pipeline.CacheHeaderOptions.Rule;
import io.slipway.wire.HttpDates;
import io.slipway.wire.Tokens;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rules for {@code Cache-Control}, compiled; the first that matches decides. */
final class CacheRules {
  static final CacheRules NONE = new CacheRules(List.of());

  private final Compiled[] rules;

  CacheRules(List<Rule> inOrder) {
    rules = inOrder.stream().map(Compiled::of).toArray(Compiled[]::new);
  }

  /**
   * @param path below the context
   * @param type {@code Content-Type}, null if there is none
   */
  @Nullable Compiled find(String path, @Nullable String type) {
    for (Compiled rule : rules) {
      if (rule.matches(path, type)) {
        return rule;
      }
    }
    return null;
  }

  /** Whether the rule for this path says {@code no-transform}: RFC 9111, 5.2.2.6. */
  boolean forbidTransformation(String path, @Nullable String type) {
    Compiled rule = find(path, type);
    String text = rule == null ? null : rule.rule().cacheControl();
    return text != null && Tokens.forbidTransformation(List.of(text));
  }

  /**
   * @param text of {@code Cache-Control}
   * @param forOne the same where the response is one client's
   */
  record Compiled(
      PathPattern path,
      MimePatterns types,
      boolean anyType,
      Rule rule,
      String text,
      String forOne) {
    static Compiled of(Rule rule) {
      boolean any = rule.mimeType().equals("*");
      String said = rule.cacheControl();
      String text = said == null ? ofMaxAge(rule) : said;
      return new Compiled(
          new PathPattern(rule.path()),
          new MimePatterns(List.of(rule.mimeType())),
          any,
          rule,
          text,
          rule.personal() ? text : forOne(text));
    }

    private static String ofMaxAge(Rule rule) {
      Duration maxAge = rule.maxAge();
      if (maxAge == null) {
        throw new IllegalArgumentException(
            "cache-headers.rules: the rule for "
                + rule.path()
                + " sets neither cache-control nor max-age");
      }
      return maxAge.isZero() ? "no-cache" : "max-age=" + maxAge.toSeconds();
    }

    private static String forOne(String text) {
      List<String> kept = new ArrayList<>(List.of("private"));
      for (String directive : Tokens.split(List.of(text), ',')) {
        String name = directive.toLowerCase(Locale.ROOT);
        if (name.equals("no-store")) {
          return name;
        }
        if (!name.startsWith("s-maxage") && !name.equals("public") && !name.startsWith("private")) {
          kept.add(directive);
        }
      }
      return String.join(", ", kept);
    }

    boolean matches(String requested, @Nullable String type) {
      return path.matches(requested) && (anyType || (type != null && types.matches(type)));
    }

    void apply(HeaderMap headers, boolean personal) {
      headers.put(Headers.CACHE_CONTROL, personal ? forOne : text);
      Duration maxAge = rule.maxAge();
      // Shared caches that know no Cache-Control would go by it: RFC 9111, 5.3
      if (maxAge != null && (!personal || rule.personal())) {
        headers.put(
            Headers.EXPIRES, HttpDates.format(System.currentTimeMillis() + maxAge.toMillis()));
      }
    }
  }
}
