package io.slipway.pipeline;

import io.slipway.pipeline.CookieOptions.Rule;
import io.slipway.pipeline.CookieOptions.Secure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Adds what the rules say, then what browsers insist on: {@code __Secure-} and {@code __Host-}
 * names, {@code SameSite=None} and {@code Partitioned} all need {@code Secure}; {@code __Host-}
 * also needs {@code Path=/} and no {@code Domain}. Without them the browser would drop the cookie
 * in silence.
 */
final class CookiePolicy {
  private static final Logger LOG = Logger.getLogger("io.slipway.pipeline");

  private record Compiled(Pattern name, Rule rule) {}

  private final List<Compiled> rules;

  CookiePolicy(List<Rule> rules) {
    this.rules = rules.stream().map(rule -> new Compiled(glob(rule.name()), rule)).toList();
  }

  private static Pattern glob(String name) {
    StringBuilder pattern = new StringBuilder();
    for (String literal : name.split("\\*", -1)) {
      pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  /** The one that decides on cookies of this name. */
  Optional<Rule> rule(String cookieName) {
    for (Compiled each : rules) {
      if (each.name.matcher(cookieName).matches()) {
        return Optional.of(each.rule);
      }
    }
    return Optional.empty();
  }

  /** Changes the cookie and returns it. */
  SetCookieField apply(SetCookieField cookie, boolean https) {
    String name = cookie.name();
    rule(name).ifPresent(rule -> apply(rule, cookie, https));
    boolean host = name.regionMatches(true, 0, "__Host-", 0, 7);
    if (host && (!"/".equals(cookie.value("Path")) || cookie.has("Domain"))) {
      LOG.debugf("cookie %s: Path=/ set and Domain removed, as its name asks for", name);
      cookie.remove("Domain");
      cookie.set("Path", "/");
    }
    if (host
        || name.regionMatches(true, 0, "__Secure-", 0, 9)
        || "None".equalsIgnoreCase(cookie.value("SameSite"))
        || cookie.has("Partitioned")) {
      cookie.set("Secure");
    }
    return cookie;
  }

  private static void apply(Rule rule, SetCookieField cookie, boolean https) {
    if (rule.secure() == Secure.ALWAYS || (rule.secure() == Secure.HTTPS && https)) {
      cookie.set("Secure");
    }
    if (rule.httpOnly()) {
      cookie.set("HttpOnly");
    }
    if (rule.sameSite() != null && !cookie.has("SameSite")) {
      cookie.set("SameSite", rule.sameSite().text);
    }
    if (rule.partitioned()) {
      cookie.set("Partitioned");
    }
  }
}
