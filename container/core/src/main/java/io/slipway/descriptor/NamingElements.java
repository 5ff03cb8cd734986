package io.slipway.descriptor;

import io.slipway.model.NamingEntry;
import io.slipway.model.NamingEntry.InjectionTarget;
import io.slipway.model.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a descriptor declares for {@code java:comp/env}. */
final class NamingElements {
  private static final Set<String> FOREIGN =
      Set.of(
          "ejb-ref",
          "ejb-local-ref",
          "service-ref",
          "message-destination-ref",
          "message-destination",
          "persistence-context-ref",
          "persistence-unit-ref",
          "jms-connection-factory",
          "jms-destination",
          "mail-session",
          "connection-factory",
          "administered-object",
          "context-service",
          "managed-executor",
          "managed-scheduled-executor",
          "managed-thread-factory");

  private final Values values;
  private final Descriptor descriptor;
  private final Problems problems;

  NamingElements(Values values, Descriptor descriptor, Problems problems) {
    this.values = values;
    this.descriptor = descriptor;
    this.problems = problems;
  }

  void read(XmlElement root) {
    for (XmlElement entry : root.children("env-entry")) {
      values
          .name(entry, "env-entry-name")
          .ifPresent(
              name ->
                  put(
                      "env-entry",
                      new NamingEntry.EnvEntry(
                          name,
                          entry.textOf("env-entry-type"),
                          // an empty value is a value, where a lookup is none
                          entry.child("env-entry-value").map(XmlElement::text),
                          entry.textOf("lookup-name"),
                          targets(entry),
                          entry.origin())));
    }
    resources(root, "resource-ref", "res-ref-name", "res-type");
    resources(root, "resource-env-ref", "resource-env-ref-name", "resource-env-ref-type");
    root.children("data-source").forEach(this::dataSource);
    for (XmlElement child : root.children()) {
      if (FOREIGN.contains(child.name())) {
        problems.warn(
            "needs-another-container",
            child.origin(),
            "<"
                + child.name()
                + "> declares something that a servlet container does not have; it is ignored",
            "remove it if nothing looks it up");
      }
    }
  }

  private void resources(XmlElement root, String element, String nameElement, String typeElement) {
    for (XmlElement ref : root.children(element)) {
      values
          .name(ref, nameElement)
          .ifPresent(
              name ->
                  put(
                      element,
                      new NamingEntry.ResourceRef(
                          name,
                          ref.textOf(typeElement),
                          ref.textOf("lookup-name"),
                          targets(ref),
                          ref.origin())));
    }
  }

  private void dataSource(XmlElement element) {
    Optional<String> name = values.name(element, "name");
    if (name.isEmpty()) {
      return;
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (XmlElement child : element.children()) {
      switch (child.name()) {
        case "name", "class-name", "description" -> {
          // not properties
        }
        case "property" ->
            values
                .name(child, "name")
                .ifPresent(
                    n ->
                        properties.put(
                            "property." + n,
                            child.child("value").map(XmlElement::text).orElse("")));
        default -> properties.put(child.name(), child.text());
      }
    }
    put(
        "data-source",
        new NamingEntry.DataSourceDef(
            name.get(), element.textOf("class-name").orElse(""), properties, element.origin()));
  }

  private List<InjectionTarget> targets(XmlElement element) {
    List<InjectionTarget> targets = new ArrayList<>();
    for (XmlElement target : element.children("injection-target")) {
      Optional<String> type = values.className(target, "injection-target-class");
      Optional<String> member = values.name(target, "injection-target-name");
      if (type.isPresent() && member.isPresent()) {
        targets.add(new InjectionTarget(type.get(), member.get()));
      }
    }
    return targets;
  }

  private void put(String element, NamingEntry entry) {
    NamingEntry first = descriptor.naming.putIfAbsent(element + " " + entry.name(), entry);
    if (first != null) {
      Origin at = entry.origin();
      problems.error(
          "declared-twice",
          at,
          "<"
              + element
              + "> \""
              + entry.name()
              + "\" is declared at "
              + first.origin()
              + " already",
          "keep one of the two");
    }
  }
}
