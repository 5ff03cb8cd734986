package io.slipway.descriptor;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.model.UrlPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that was found wrong, each once, in the order found. */
final class Problems {
  private final Set<Problem> found = new LinkedHashSet<>();

  void error(String code, Origin at, String message, String fix) {
    found.add(Problem.error(code, at, message, fix));
  }

  void warn(String code, Origin at, String message, String fix) {
    found.add(Problem.warning(code, at, message, fix));
  }

  /** Two of a kind, servlets or filters, have one name. */
  void nameTaken(String kind, String name, Origin first, Origin second) {
    error(
        "duplicate-" + kind,
        second,
        "The " + kind + " name \"" + name + "\" is used by " + first + " already",
        "give one of them another name");
  }

  void mappedByWebXml(Said<UrlPattern> pattern, String servlet, String by) {
    warn(
        "mapping-of-web-xml",
        pattern.at(),
        "The URL pattern \""
            + pattern.value().text()
            + "\" does not lead to the servlet \""
            + servlet
            + "\", because WEB-INF/web.xml maps it to \""
            + by
            + "\"",
        "take the mapping out of WEB-INF/web.xml if the library's shall count");
  }

  void addAll(Iterable<Problem> problems) {
    problems.forEach(found::add);
  }

  List<Problem> list() {
    return List.copyOf(found);
  }
}
