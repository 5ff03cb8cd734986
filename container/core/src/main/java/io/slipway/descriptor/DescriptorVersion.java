package io.slipway.descriptor;

import io.slipway.model.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which version of the specification a descriptor is written for: Servlet 6.1, chapter 14. */
record DescriptorVersion(int major, int minor) {
  static final DescriptorVersion CURRENT = new DescriptorVersion(6, 1);

  private static final Pattern VERSION = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})");
  private static final Pattern DOCTYPE =
      Pattern.compile(
          "<!DOCTYPE[^>]*?(?:DTD Web Application |web-app_)(2)[._](\\d)", Pattern.DOTALL);

  /** Namespace to the version that is meant where the attribute is missing. */
  private static final Map<String, DescriptorVersion> NAMESPACES =
      Map.of(
          "http://java.sun.com/xml/ns/j2ee", new DescriptorVersion(2, 4),
          "http://java.sun.com/xml/ns/javaee", new DescriptorVersion(2, 5),
          "http://xmlns.jcp.org/xml/ns/javaee", new DescriptorVersion(3, 1),
          "https://jakarta.ee/xml/ns/jakartaee", CURRENT,
          "", CURRENT);

  /** In descriptors up to 2.3 a URL pattern could do without the slash in front. */
  boolean slashOptional() {
    return major == 2 && minor <= 3;
  }

  static DescriptorVersion of(XmlElement root, byte[] document, Problems problems) {
    Origin at = root.origin();
    DescriptorVersion byNamespace = NAMESPACES.get(root.namespace());
    if (byNamespace == null) {
      problems.warn(
          "unknown-namespace",
          at,
          "The namespace "
              + root.namespace()
              + " is not that of a descriptor; the elements are read all the same",
          "use xmlns=\"https://jakarta.ee/xml/ns/jakartaee\"");
      byNamespace = CURRENT;
    }
    String version = root.attribute("version");
    if (version != null) {
      Matcher matcher = VERSION.matcher(version);
      if (matcher.matches()) {
        DescriptorVersion said =
            new DescriptorVersion(
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        if (said.major > CURRENT.major
            || (said.major == CURRENT.major && said.minor > CURRENT.minor)) {
          problems.warn(
              "newer-version",
              at,
              "The descriptor is of version "
                  + version
                  + "; this container knows versions up to 6.1",
              "use version=\"6.1\", or leave out what is newer");
        }
        return said;
      }
      problems.error(
          "bad-version",
          at,
          "\"" + version + "\" is not the version of a descriptor",
          "write version=\"6.1\"");
      return byNamespace;
    }
    // ASCII in every encoding but UTF-16, in which no document type was ever seen
    int head = Math.min(document.length, 8_192);
    Matcher doctype = DOCTYPE.matcher(new String(document, 0, head, StandardCharsets.ISO_8859_1));
    if (root.namespace().isEmpty() && doctype.find()) {
      return new DescriptorVersion(2, Integer.parseInt(doctype.group(2)));
    }
    return byNamespace;
  }
}
