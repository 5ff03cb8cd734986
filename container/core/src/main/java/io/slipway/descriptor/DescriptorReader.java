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
    descriptor.name = root.said("name", values::name);
    descriptor.absoluteOrdering =
        root.said("absolute-ordering", element -> Optional.of(absoluteOrder(element)));
    root.child("ordering").ifPresent(element -> relativeOrder(element, descriptor.ordering));
  }

  private List<String> absoluteOrder(XmlElement element) {
    Set<String> order = new LinkedHashSet<>();
    for (XmlElement child : element.children()) {
      if (child.name().equals("others")) {
        order.add(Descriptor.OTHERS);
      } else if (child.name().equals("name")) {
        Optional<String> name = values.name(child);
        // 8.2.2, 1.e: the first counts
        if (name.isPresent() && !order.add(name.get())) {
          problems.warn(
              "fragment-ordered-twice",
              child.origin(),
              "<absolute-ordering> names \""
                  + name.get()
                  + "\" more than once; the first place counts",
              "remove this one");
        }
      }
    }
    return List.copyOf(order);
  }

  private void relativeOrder(XmlElement element, Descriptor.Ordering ordering) {
    ordering.beforeOthers = side(element, "before", ordering.before);
    ordering.afterOthers = side(element, "after", ordering.after);
    if (ordering.beforeOthers && ordering.afterOthers) {
      problems.error(
          "before-and-after-others",
          element.origin(),
          "The fragment wants to be both before and after all others",
          "remove one of the two <others/>");
    }
  }

  /** Whether {@code others} is among them. */
  private boolean side(XmlElement ordering, String name, Set<String> into) {
    Optional<XmlElement> element = ordering.child(name);
    element.ifPresent(e -> e.children("name").forEach(n -> values.name(n).ifPresent(into::add)));
    return element.flatMap(e -> e.child("others")).isPresent();
  }

  private void readSettings(XmlElement root, Descriptor descriptor) {
    descriptor.once(Once.DISPLAY_NAME, root.said("display-name", DescriptorReader::text));
    descriptor.once(
        Once.DEFAULT_CONTEXT_PATH, root.said("default-context-path", values::contextPath));
    descriptor.once(
        Once.REQUEST_ENCODING, root.said("request-character-encoding", values::charset));
    descriptor.once(
        Once.RESPONSE_ENCODING, root.said("response-character-encoding", values::charset));
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

  private static Optional<String> text(XmlElement element) {
    return Optional.of(element.text());
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
    descriptor.once(Once.SESSION_TIMEOUT, session.get().said("session-timeout", values::integer));
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
    descriptor.once(Once.COOKIE_NAME, cookie.said("name", values::name));
    descriptor.once(Once.COOKIE_DOMAIN, cookie.said("domain", DescriptorReader::text));
    descriptor.once(Once.COOKIE_PATH, cookie.said("path", DescriptorReader::text));
    descriptor.once(Once.COOKIE_HTTP_ONLY, cookie.said("http-only", values::bool));
    descriptor.once(Once.COOKIE_SECURE, cookie.said("secure", values::bool));
    descriptor.once(Once.COOKIE_MAX_AGE, cookie.said("max-age", values::integer));
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
