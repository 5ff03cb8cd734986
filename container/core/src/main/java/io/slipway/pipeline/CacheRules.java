package io.slipway.pipeline;

import io.slipway.pipeline.CacheHeaderOptions.Rule;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.time.Duration;
import java.util.Date;
import java.util.List;
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
    return text != null && text.contains("no-transform");
  }

  record Compiled(PathPattern path, MimePatterns types, boolean anyType, Rule rule) {
    static Compiled of(Rule rule) {
      boolean any = rule.mimeType().equals("*");
      if (rule.cacheControl() == null && rule.maxAge() == null) {
        throw new IllegalArgumentException(
            "cacheHeaders.rules: the rule for "
                + rule.path()
                + " sets neither cacheControl nor maxAge");
      }
      return new Compiled(
          new PathPattern(rule.path()), new MimePatterns(List.of(rule.mimeType())), any, rule);
    }

    boolean matches(String requested, @Nullable String type) {
      return path.matches(requested) && (anyType || (type != null && types.matches(type)));
    }

    void apply(HeaderMap headers, boolean personal) {
      Duration maxAge = rule.maxAge();
      boolean keepPrivate = personal && !rule.personal();
      String text = rule.cacheControl();
      if (keepPrivate) {
        boolean secret = text != null && text.contains("no-store");
        text =
            secret
                ? "no-store"
                : maxAge == null ? "private" : "private, max-age=" + maxAge.toSeconds();
      } else if (text == null && maxAge != null) {
        text = maxAge.isZero() ? "no-cache" : "max-age=" + maxAge.toSeconds();
      }
      if (text != null) {
        headers.put(Headers.CACHE_CONTROL, text);
      }
      if (maxAge != null) {
        headers.put(
            Headers.EXPIRES,
            DateUtils.toDateString(new Date(System.currentTimeMillis() + maxAge.toMillis())));
      }
    }
  }
}
