package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Once;
import io.slipway.model.ErrorPageDef;
import io.slipway.model.ListenerDef;
import io.slipway.model.WebApp.LifecycleCallback;
import jakarta.servlet.SessionTrackingMode;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code web.xml} or {@code web-fragment.xml} of any version from 2.2 to 6.1 to a {@link
 * Descriptor}. The namespace of the elements does not matter once the root is known. Goes on after
 * a fault, so that all of them are reported.
 */
final class DescriptorReader {
  private final Problems problems;
  private final Values values;

  DescriptorReader(Problems problems) {
    this.problems = problems;
    this.values = new Values(problems);
  }

  /**
   * Reads one document.
   *
   * @param root {@code web-app} or {@code web-fragment}
   * @return what could be read, which is nothing after a fault in the XML itself
   */
  Descriptor read(String source, byte[] document, String root) {
    Descriptor descriptor = new Descriptor(source);
    XmlElement element = new XmlReader(problems).read(source, document);
    if (element == null) {
      return descriptor;
    }
    if (!element.name().equals(root)) {
      problems.error(
          "wrong-root-element",
          element.origin(),
          "The root element is <" + element.name() + ">, not <" + root + ">",
          "make it <" + root + ">");
      return descriptor;
    }
    new Grammar(problems).check(element);
    DescriptorVersion version = DescriptorVersion.of(element, document, problems);
    descriptor.majorVersion = version.major();
    descriptor.minorVersion = version.minor();
    descriptor.metadataComplete = metadataComplete(element);
    readOrdering(element, descriptor);
    readSettings(element, descriptor);
    new ComponentElements(problems, values, version, descriptor).read(element);
    readSession(element, descriptor);
    readPages(element, descriptor);
    new SecurityElements(problems, values, version, descriptor).read(element);
    new NamingElements(values, descriptor, problems).read(element);
    return descriptor;
  }

  private boolean metadataComplete(XmlElement root) {
    String text = root.attribute("metadata-complete");
    if (text == null || text.equals("false") || text.equals("0")) {
      return false;
    }
    if (text.equals("true") || text.equals("1")) {
      return true;
    }
    problems.error(
        "bad-boolean",
        root.origin(),
        "metadata-complete=\"" + text + "\" is neither true nor false",
        "write true or false");
    return false;
  }

  private void readOrdering(XmlElement root, Descriptor descriptor) {
    root.child("name")
        .flatMap(values::name)
        .ifPresent(n -> descriptor.name = new Said<>(n, root.child("name").get().origin()));
    root.child("absolute-ordering")
        .ifPresent(
            element -> {
              Set<String> order = new LinkedHashSet<>();
              for (XmlElement child : element.children()) {
                if (child.name().equals("others")) {
                  order.add(Descriptor.OTHERS);
                } else if (child.name().equals("name")) {
                  values
                      .name(child)
                      .ifPresent(
                          name -> {
                            // 8.2.2, 1.e: the first counts
                            if (!order.add(name)) {
                              problems.warn(
                                  "fragment-ordered-twice",
                                  child.origin(),
                                  "<absolute-ordering> names \""
                                      + name
                                      + "\" more than once; the first place counts",
                                  "remove this one");
                            }
                          });
                }
              }
              descriptor.absoluteOrdering = new Said<>(List.copyOf(order), element.origin());
            });
    root.child("ordering")
        .ifPresent(
            element -> {
              Descriptor.Ordering ordering = descriptor.ordering;
              element
                  .child("before")
                  .ifPresent(
                      before -> {
                        before
                            .children("name")
                            .forEach(n -> values.name(n).ifPresent(ordering.before::add));
                        ordering.beforeOthers = before.child("others").isPresent();
                      });
              element
                  .child("after")
                  .ifPresent(
                      after -> {
                        after
                            .children("name")
                            .forEach(n -> values.name(n).ifPresent(ordering.after::add));
                        ordering.afterOthers = after.child("others").isPresent();
                      });
              if (ordering.beforeOthers && ordering.afterOthers) {
                problems.error(
                    "before-and-after-others",
                    element.origin(),
                    "The fragment wants to be both before and after all others",
                    "remove one of the two <others/>");
              }
            });
  }

  private void readSettings(XmlElement root, Descriptor descriptor) {
    root.child("display-name").ifPresent(e -> once(descriptor, Once.DISPLAY_NAME, e, e.text()));
    root.child("default-context-path")
        .ifPresent(
            e ->
                values
                    .contextPath(e)
                    .ifPresent(path -> once(descriptor, Once.DEFAULT_CONTEXT_PATH, e, path)));
    root.child("request-character-encoding")
        .ifPresent(
            e -> values.charset(e).ifPresent(c -> once(descriptor, Once.REQUEST_ENCODING, e, c)));
    root.child("response-character-encoding")
        .ifPresent(
            e -> values.charset(e).ifPresent(c -> once(descriptor, Once.RESPONSE_ENCODING, e, c)));
    descriptor.distributable = root.child("distributable").isPresent();
    descriptor.denyUncoveredHttpMethods = root.child("deny-uncovered-http-methods").isPresent();
    params(root, "context-param", descriptor.contextParams, problems, values);
    for (XmlElement element : root.children("listener")) {
      values
          .className(element, "listener-class")
          .ifPresent(name -> descriptor.listeners.add(new ListenerDef(name, element.origin())));
    }
    callbacks(root, "post-construct", descriptor.postConstruct);
    callbacks(root, "pre-destroy", descriptor.preDestroy);
  }

  private static void once(
      Descriptor descriptor, Once what, XmlElement at, @Nullable Object value) {
    if (value != null && !value.equals("")) {
      descriptor.once.putIfAbsent(what, new Said<>(value, at.origin()));
    }
  }

  /** {@code context-param} and {@code init-param}; of a name that comes twice the first counts. */
  static void params(
      XmlElement parent,
      String child,
      Map<String, Said<String>> into,
      Problems problems,
      Values values) {
    for (XmlElement element : parent.children(child)) {
      Optional<String> name = values.name(element, "param-name");
      Optional<XmlElement> value = element.child("param-value");
      if (name.isPresent() && value.isPresent()) {
        putNew(
            into,
            name.get(),
            new Said<>(value.get().text(), element.origin()),
            "<" + child + "> \"" + name.get() + "\"",
            problems);
      }
    }
  }

  static <T> void putNew(
      Map<String, Said<T>> into, String key, Said<T> value, String what, Problems problems) {
    Said<T> first = into.putIfAbsent(key, value);
    if (first == null) {
      return;
    }
    if (first.agreesWith(value)) {
      problems.warn(
          "declared-twice",
          value.at(),
          what + " is declared at " + first.at() + " already, with the same value",
          "remove this one");
    } else {
      problems.warn(
          "declared-twice",
          value.at(),
          what + " is declared at " + first.at() + " already, with another value; the first counts",
          "keep one of the two");
    }
  }

  private void callbacks(XmlElement root, String name, List<LifecycleCallback> into) {
    for (XmlElement element : root.children(name)) {
      Optional<String> type = values.className(element, "lifecycle-callback-class");
      Optional<String> method = values.name(element, "lifecycle-callback-method");
      if (type.isPresent() && method.isPresent()) {
        into.add(new LifecycleCallback(type.get(), method.get()));
      } else if (method.isPresent()) {
        problems.warn(
            "callback-without-class",
            element.origin(),
            "<" + name + "> names no class; a webapp has no class that could be meant",
            "add <lifecycle-callback-class>");
      }
    }
  }

  private void readSession(XmlElement root, Descriptor descriptor) {
    Optional<XmlElement> session = root.child("session-config");
    if (session.isEmpty()) {
      return;
    }
    session
        .get()
        .child("session-timeout")
        .ifPresent(
            e -> values.integer(e).ifPresent(n -> once(descriptor, Once.SESSION_TIMEOUT, e, n)));
    session.get().child("cookie-config").ifPresent(cookie -> readCookie(cookie, descriptor));
    List<XmlElement> modes = session.get().children("tracking-mode");
    if (!modes.isEmpty()) {
      Set<SessionTrackingMode> set = EnumSet.noneOf(SessionTrackingMode.class);
      modes.forEach(m -> values.choice(m, SessionTrackingMode.class).ifPresent(set::add));
      if (set.contains(SessionTrackingMode.SSL) && set.size() > 1) {
        problems.error(
            "ssl-tracking-not-alone",
            modes.get(0).origin(),
            "<tracking-mode> SSL cannot be used together with COOKIE or URL",
            "name SSL alone, or leave it out");
      } else if (!set.isEmpty()) {
        descriptor.trackingModes = new Said<>(Set.copyOf(set), modes.get(0).origin());
      }
    }
  }

  private void readCookie(XmlElement cookie, Descriptor descriptor) {
    cookie
        .child("name")
        .ifPresent(e -> values.name(e).ifPresent(n -> once(descriptor, Once.COOKIE_NAME, e, n)));
    cookie.child("domain").ifPresent(e -> once(descriptor, Once.COOKIE_DOMAIN, e, e.text()));
    cookie.child("path").ifPresent(e -> once(descriptor, Once.COOKIE_PATH, e, e.text()));
    cookie
        .child("http-only")
        .ifPresent(
            e -> values.bool(e).ifPresent(b -> once(descriptor, Once.COOKIE_HTTP_ONLY, e, b)));
    cookie
        .child("secure")
        .ifPresent(e -> values.bool(e).ifPresent(b -> once(descriptor, Once.COOKIE_SECURE, e, b)));
    cookie
        .child("max-age")
        .ifPresent(
            e -> values.integer(e).ifPresent(n -> once(descriptor, Once.COOKIE_MAX_AGE, e, n)));
    for (XmlElement attribute : cookie.children("attribute")) {
      values
          .name(attribute, "attribute-name")
          .ifPresent(
              name ->
                  putNew(
                      descriptor.cookieAttributes,
                      name,
                      new Said<>(
                          attribute.child("attribute-value").map(XmlElement::text).orElse(""),
                          attribute.origin()),
                      "The cookie attribute \"" + name + "\"",
                      problems));
    }
  }

  private void readPages(XmlElement root, Descriptor descriptor) {
    for (XmlElement list : root.children("welcome-file-list")) {
      for (XmlElement file : list.children("welcome-file")) {
        values.name(file).map(f -> withoutSlash(f, file)).ifPresent(descriptor.welcomeFiles::add);
      }
    }
    for (XmlElement mapping : root.children("mime-mapping")) {
      Optional<String> extension = values.name(mapping, "extension");
      Optional<String> type = values.name(mapping, "mime-type");
      if (extension.isPresent() && type.isPresent()) {
        putNew(
            descriptor.mimeMappings,
            extension.get().toLowerCase(Locale.ENGLISH),
            new Said<>(type.get(), mapping.origin()),
            "<mime-mapping> for \"" + extension.get() + "\"",
            problems);
      }
    }
    for (XmlElement list : root.children("locale-encoding-mapping-list")) {
      for (XmlElement mapping : list.children("locale-encoding-mapping")) {
        Optional<String> locale = values.name(mapping, "locale");
        Optional<String> encoding = mapping.child("encoding").flatMap(values::charset);
        if (locale.isPresent() && encoding.isPresent()) {
          putNew(
              descriptor.localeEncodings,
              locale.get(),
              new Said<>(encoding.get(), mapping.origin()),
              "<locale-encoding-mapping> for \"" + locale.get() + "\"",
              problems);
        }
      }
    }
    root.children("error-page").forEach(e -> readErrorPage(e, descriptor));
    new JspElements(problems, values, descriptor).read(root);
  }

  private String withoutSlash(String file, XmlElement at) {
    if (file.startsWith("/") && file.length() > 1) {
      problems.warn(
          "welcome-file-with-slash",
          at.origin(),
          "The welcome file \""
              + file
              + "\" begins with a slash; it is a part of a path (10.10) and is taken without",
          "remove the slash");
      return file.substring(1);
    }
    return file;
  }

  private void readErrorPage(XmlElement page, Descriptor descriptor) {
    Optional<String> location = page.child("location").flatMap(values::path);
    Optional<XmlElement> code = page.child("error-code");
    Optional<String> type = values.className(page, "exception-type");
    if (code.isPresent() && page.child("exception-type").isPresent()) {
      problems.error(
          "error-code-and-exception",
          page.origin(),
          "<error-page> has both <error-code> and <exception-type>",
          "make two error pages of it");
      return;
    }
    String key;
    ErrorPageDef def;
    if (code.isPresent()) {
      Optional<Integer> status = values.integer(code.get());
      if (status.isPresent() && (status.get() < 100 || status.get() > 999)) {
        problems.error(
            "bad-status",
            code.get().origin(),
            status.get() + " is not an HTTP status code",
            "write a number of three digits");
      }
      if (status.isEmpty() || location.isEmpty()) {
        return;
      }
      key = status.get().toString();
      def = new ErrorPageDef.ForStatus(status.get(), location.get());
    } else if (location.isEmpty() || (type.isEmpty() && page.child("exception-type").isPresent())) {
      return;
    } else if (type.isPresent()) {
      key = type.get();
      def = new ErrorPageDef.ForException(type.get(), location.get());
    } else {
      key = "";
      def = new ErrorPageDef.ForAll(location.get());
    }
    putNew(
        descriptor.errorPages,
        key,
        new Said<>(def, page.origin()),
        "<error-page>" + (key.isEmpty() ? "" : " for " + key),
        problems);
  }
}
