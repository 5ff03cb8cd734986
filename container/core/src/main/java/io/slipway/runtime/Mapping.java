package io.slipway.runtime;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;

/** The values of {@code HttpServletMapping}'s Javadoc, by its names. */
record Mapping(String matchValue, String pattern, String servletName, MappingMatch mappingMatch)
    implements HttpServletMapping {
  @Override
  public String getMatchValue() {
    return matchValue;
  }

  @Override
  public String getPattern() {
    return pattern;
  }

  @Override
  public String getServletName() {
    return servletName;
  }

  @Override
  public MappingMatch getMappingMatch() {
    return mappingMatch;
  }
}
