package io.slipway.runtime;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;

/** The values of {@code HttpServletMapping}'s Javadoc, by its names. */
final class Mapping implements HttpServletMapping {
  private final String matchValue;
  private final String pattern;
  private final String servletName;
  private final MappingMatch mappingMatch;

  Mapping(String matchValue, String pattern, String servletName, MappingMatch mappingMatch) {
    this.matchValue = matchValue;
    this.pattern = pattern;
    this.servletName = servletName;
    this.mappingMatch = mappingMatch;
  }

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
