package io.slipway.model;

/**
 * Where something was declared: a descriptor and line, an annotated class, or code.
 *
 * @param source what a person would open: {@code WEB-INF/web.xml}, {@code
 *     WEB-INF/lib/a.jar!/META-INF/web-fragment.xml}, a class name, or {@code
 *     ServletContext.addServlet}
 * @param line 1-based, or 0 where there is none
 */
public record Origin(String source, int line) {
  public static Origin of(String source) {
    return new Origin(source, 0);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
