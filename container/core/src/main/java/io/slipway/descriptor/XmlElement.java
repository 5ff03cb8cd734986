package io.slipway.descriptor;

import io.slipway.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An element of a descriptor with the line it begins on. Filled by {@link XmlReader}, only read
 * afterwards.
 */
final class XmlElement {
  private final String name;
  private final String namespace;
  private final Origin origin;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlElement> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  XmlElement(String name, String namespace, Origin origin) {
    this.name = name;
    this.namespace = namespace;
    this.origin = origin;
  }

  void attribute(String attributeName, String value) {
    attributes.put(attributeName, value);
  }

  void add(XmlElement child) {
    children.add(child);
  }

  void append(String part) {
    text.append(part);
  }

  String name() {
    return name;
  }

  String namespace() {
    return namespace;
  }

  Origin origin() {
    return origin;
  }

  @Nullable String attribute(String attributeName) {
    return attributes.get(attributeName);
  }

  /** Without the white space around it: Servlet 6.1, 14.2. */
  String text() {
    return text.toString().strip();
  }

  List<XmlElement> children() {
    return children;
  }

  List<XmlElement> children(String childName) {
    return children.stream().filter(c -> c.name.equals(childName)).toList();
  }

  Optional<XmlElement> child(String childName) {
    return children.stream().filter(c -> c.name.equals(childName)).findFirst();
  }

  /** The text of a child, if the child is there and not empty. */
  Optional<String> textOf(String childName) {
    return child(childName).map(XmlElement::text).filter(t -> !t.isEmpty());
  }

  /** What the first child of this name says, with its place; null if it says nothing of use. */
  <T> @Nullable Said<T> said(String childName, Function<XmlElement, Optional<T>> reader) {
    Optional<XmlElement> child = child(childName);
    return child.flatMap(reader).map(value -> new Said<>(value, child.get().origin())).orElse(null);
  }

  List<String> textsOf(String childName) {
    return children(childName).stream().map(XmlElement::text).toList();
  }
}
