package io.slipway.descriptor;

import io.slipway.model.ContextPath;
import io.slipway.model.Origin;
import io.slipway.model.UrlPattern;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Text to values: the one place that judges what a number, a path, a pattern or a name may look
 * like: Servlet 6.1, 12.2 and 14.2.
 */
final class Values {
  private final Problems problems;

  Values(Problems problems) {
    this.problems = problems;
  }

  /** A name that must not be empty. */
  Optional<String> name(XmlElement element) {
    String text = element.text();
    if (text.isEmpty()) {
      problems.error(
          "empty-name",
          element.origin(),
          "<" + element.name() + "> is empty",
          "write a name into it");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  Optional<String> name(XmlElement parent, String child) {
    return parent.child(child).flatMap(this::name);
  }

  Optional<String> className(XmlElement parent, String child) {
    return name(parent, child)
        .filter(
            text -> {
              boolean plausible =
                  text.chars().allMatch(c -> c == '.' || Character.isJavaIdentifierPart(c));
              if (!plausible) {
                XmlElement at = parent.child(child).orElse(parent);
                problems.error(
                    "bad-class-name",
                    at.origin(),
                    "\"" + text + "\" in <" + child + "> is not the name of a class",
                    "write the fully qualified name, with $ before a nested class");
              }
              return plausible;
            });
  }

  Optional<Boolean> bool(XmlElement element) {
    String text = element.text();
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> Optional.of(true);
      case "false", "0", "no" -> Optional.of(false);
      default -> {
        problems.error(
            "bad-boolean",
            element.origin(),
            "\"" + text + "\" in <" + element.name() + "> is neither true nor false",
            "write true or false");
        yield Optional.empty();
      }
    };
  }

  Optional<Integer> integer(XmlElement element) {
    return number(element)
        .flatMap(
            n -> {
              if (n != n.intValue()) {
                reportNumber(element);
                return Optional.empty();
              }
              return Optional.of(n.intValue());
            });
  }

  Optional<Long> number(XmlElement element) {
    try {
      return Optional.of(Long.parseLong(element.text()));
    } catch (NumberFormatException e) {
      reportNumber(element);
      return Optional.empty();
    }
  }

  private void reportNumber(XmlElement element) {
    problems.error(
        "bad-number",
        element.origin(),
        "\"" + element.text() + "\" in <" + element.name() + "> is not a whole number that fits",
        "write digits only, with - in front for a negative number");
  }

  <E extends Enum<E>> Optional<E> choice(XmlElement element, Class<E> type) {
    String text = element.text();
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(text)) {
        return Optional.of(value);
      }
    }
    StringBuilder known = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      known.append(known.isEmpty() ? "" : ", ").append(value.name());
    }
    problems.error(
        "bad-value",
        element.origin(),
        "\"" + text + "\" is not a value of <" + element.name() + ">",
        "write one of " + known + ", in capitals");
    return Optional.empty();
  }

  /** A pattern of a descriptor; up to 2.3 the slash in front may be missing. */
  Optional<UrlPattern> pattern(XmlElement element, boolean slashOptional) {
    String text = element.text();
    if (slashOptional && !text.isEmpty() && !text.startsWith("/") && !text.startsWith("*.")) {
      problems.warn(
          "pattern-without-slash",
          element.origin(),
          "The URL pattern \""
              + text
              + "\" does not begin with a slash; it is taken as \"/"
              + text
              + "\"",
          "write the slash");
      text = "/" + text;
    }
    return pattern(text, element.origin());
  }

  /** Of a filter's mapping in a descriptor. */
  Optional<UrlPattern> filterPattern(XmlElement element, boolean slashOptional) {
    return UrlPattern.isEverything(element.text())
        ? everything(element.origin())
        : pattern(element, slashOptional);
  }

  /** Of a filter's mapping in an annotation. */
  Optional<UrlPattern> filterPattern(String text, Origin at) {
    return UrlPattern.isEverything(text) ? everything(at) : pattern(text, at);
  }

  private Optional<UrlPattern> everything(Origin at) {
    problems.warn(
        "asterisk-for-everything",
        at,
        "The URL pattern \"*\" is taken as \"/*\"",
        "write /*, which every container understands");
    return Optional.of(UrlPattern.EVERYTHING);
  }

  Optional<UrlPattern> pattern(String text, Origin at) {
    UrlPattern pattern;
    try {
      pattern = UrlPattern.parse(text.startsWith("/") ? canonical(text) : text);
    } catch (IllegalArgumentException e) {
      problems.error(
          "bad-url-pattern",
          at,
          String.valueOf(e.getMessage()),
          "use /path, /path/*, *.ext, / or the empty pattern");
      return Optional.empty();
    }
    if (pattern instanceof UrlPattern.Exact && text.indexOf('*') >= 0) {
      problems.warn(
          "asterisk-in-exact-pattern",
          at,
          "The URL pattern \""
              + text
              + "\" matches this very path only; its asterisk has no meaning",
          "end it with /* to match everything below");
    }
    if (pattern instanceof UrlPattern.Extension e && e.suffix().indexOf('.', 1) >= 0) {
      problems.warn(
          "dots-in-extension-pattern",
          at,
          "The URL pattern \""
              + text
              + "\" matches nothing: the extension of a path is what follows its last dot",
          "use *" + e.suffix().substring(e.suffix().lastIndexOf('.')));
    }
    return Optional.of(pattern);
  }

  /** A path in the webapp that begins with a slash; what follows a question mark stays as it is. */
  Optional<String> path(XmlElement element) {
    String text = element.text();
    if (!text.startsWith("/")) {
      problems.error(
          "path-without-slash",
          element.origin(),
          "\"" + text + "\" in <" + element.name() + "> does not begin with a slash",
          "write the path from the webapp's root, beginning with /");
      return Optional.empty();
    }
    try {
      int query = text.indexOf('?');
      String path = query < 0 ? text : text.substring(0, query);
      return Optional.of(canonical(path) + (query < 0 ? "" : text.substring(query)));
    } catch (IllegalArgumentException e) {
      problems.error(
          "bad-path",
          element.origin(),
          String.valueOf(e.getMessage()),
          "write a path inside the webapp, on one line");
      return Optional.empty();
    }
  }

  /** As {@link ContextPath} has it: empty for {@code /}. */
  Optional<String> contextPath(XmlElement element) {
    return path(element)
        .flatMap(
            path -> {
              try {
                String normal = ContextPath.normalise(path);
                if (normal.equals(path) || path.equals("/")) {
                  return Optional.of(normal);
                }
                badContextPath(element, "\"" + path + "\" ends in a slash");
              } catch (IllegalArgumentException e) {
                badContextPath(element, String.valueOf(e.getMessage()));
              }
              return Optional.empty();
            });
  }

  private void badContextPath(XmlElement element, String what) {
    problems.error(
        "bad-context-path",
        element.origin(),
        "<" + element.name() + ">: " + what,
        "write / alone, or a path without a slash at its end, such as /shop");
  }

  /** Resolves dot segments as 14.2 wants it. */
  private static String canonical(String path) {
    if (path.indexOf('\r') >= 0 || path.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "The path \"" + path.lines().findFirst().orElse("") + "...\" contains a line break");
    }
    if (!path.contains("/.")) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      boolean last = i == segments.length - 1;
      if (segment.equals("..")) {
        if (kept.isEmpty()) {
          throw new IllegalArgumentException("The path \"" + path + "\" leads out of the webapp");
        }
        kept.removeLast();
      } else if (!segment.equals(".")) {
        kept.addLast(segment);
        continue;
      }
      if (last) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }

  /** A charset's name as written, if this Java knows it. */
  Optional<String> charset(XmlElement element) {
    String text = element.text();
    try {
      if (Charset.isSupported(text)) {
        return Optional.of(text);
      }
    } catch (IllegalCharsetNameException e) {
      // reported below like one that is not known
    }
    problems.error(
        "unknown-charset",
        element.origin(),
        "\"" + text + "\" in <" + element.name() + "> is not a character encoding known here",
        "write an IANA name such as UTF-8");
    return Optional.empty();
  }
}
