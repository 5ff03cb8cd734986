package io.slipway.resource;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of a request, whether it came as a servlet's or has not become one. */
interface RequestFields {
  /** None at all. */
  RequestFields NONE = name -> List.of();

  /** The lines of a field; empty if it was not sent. */
  List<String> all(HttpString name);

  default @Nullable String first(HttpString name) {
    List<String> lines = all(name);
    return lines.isEmpty() ? null : lines.get(0);
  }

  static RequestFields of(HeaderMap fields) {
    return name -> {
      HeaderValues lines = fields.get(name);
      return lines == null ? List.of() : lines;
    };
  }

  static RequestFields of(HttpServletRequest request) {
    return name -> {
      Enumeration<String> lines = request.getHeaders(name.toString());
      return lines == null ? List.of() : Collections.list(lines);
    };
  }
}
