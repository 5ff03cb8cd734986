package io.slipway.descriptor;

/** Elements of descriptors, as tests put them together; {@code more} is what stands within. */
final class Elements {
  private Elements() {}

  static String servlet(String name, String more) {
    return "<servlet><servlet-name>" + name + "</servlet-name>" + more + "</servlet>";
  }

  static String type(String simpleName) {
    return "<servlet-class>" + Samples.class.getName() + "$" + simpleName + "</servlet-class>";
  }

  static String mapping(String name, String... patterns) {
    StringBuilder text =
        new StringBuilder("<servlet-mapping><servlet-name>" + name + "</servlet-name>");
    for (String pattern : patterns) {
      text.append("<url-pattern>").append(pattern).append("</url-pattern>");
    }
    return text.append("</servlet-mapping>").toString();
  }

  static String filter(String name, String more) {
    return "<filter><filter-name>" + name + "</filter-name>" + more + "</filter>";
  }

  static String filterMapping(String name, String more) {
    return "<filter-mapping><filter-name>" + name + "</filter-name>" + more + "</filter-mapping>";
  }

  static String param(String element, String name, String value) {
    return "<"
        + element
        + "><param-name>"
        + name
        + "</param-name><param-value>"
        + value
        + "</param-value></"
        + element
        + ">";
  }

  static String listener(String type) {
    return "<listener><listener-class>" + type + "</listener-class></listener>";
  }
}
