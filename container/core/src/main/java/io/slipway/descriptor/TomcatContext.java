package io.slipway.descriptor;

import io.slipway.model.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code META-INF/context.xml}, which is Tomcat's alone: nothing in it is in force here. What a
 * webapp would miss of it is said, with the place where it can be said to this container.
 */
final class TomcatContext {
  private static final String FILE = "META-INF/context.xml";

  private static final String DATA_SOURCE =
      "give data sources by naming.data-sources in slipway.yaml or <data-source> in web.xml";

  /** What is missed to where its like is. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "Resource", DATA_SOURCE,
          "ResourceLink", DATA_SOURCE,
          "Environment", "make <Environment> an <env-entry> of web.xml",
          "Parameter", "make <Parameter> a <context-param> of web.xml",
          "Realm", "keep users in users.yaml or a database",
          "CookieProcessor", "have rules for cookies in slipway.yaml",
          "Valve", "look in slipway.yaml for what a <Valve> did, or write a filter",
          "Resources", "put the files of <Resources> into the webapp");

  private TomcatContext() {}

  static void check(WebappFiles files, Problems problems) {
    Optional<byte[]> document;
    try {
      document = files.read(FILE);
    } catch (IOException e) {
      return; // nothing of it would have been used
    }
    if (document.isEmpty()) {
      return;
    }
    // its faults are Tomcat's to tell
    XmlElement root = new XmlReader(new Problems()).read(FILE, document.get());
    if (root == null) {
      return;
    }
    List<String> missed = new ArrayList<>();
    Set<String> fixes = new LinkedHashSet<>();
    for (XmlElement element : root.children()) {
      String fix = ELSEWHERE.get(element.name());
      if (fix != null) {
        missed.add(text(element));
        fixes.add(fix);
      }
    }
    if (!missed.isEmpty()) {
      problems.warn(
          "tomcat-context",
          Origin.of(FILE),
          "The file is for Tomcat alone; not in force here: " + String.join(", ", missed),
          String.join("; ", fixes));
    }
  }

  private static String text(XmlElement element) {
    String name = element.attribute("name");
    String type = element.attribute("className");
    return '<'
        + element.name()
        + '>'
        + (name != null
            ? " \"" + name + '"'
            : type != null ? ' ' + type.substring(type.lastIndexOf('.') + 1) : "");
  }
}
