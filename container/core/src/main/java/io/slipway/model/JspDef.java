package io.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code jsp-config}: what {@code ServletContext.getJspConfigDescriptor} shows. */
public record JspDef(Map<String, String> taglibs, List<PropertyGroup> propertyGroups) {
  public JspDef {
    taglibs = ServletDef.ordered(taglibs);
    propertyGroups = List.copyOf(propertyGroups);
  }

  /** Which paths are pages because a group says so: Pages 4.0, 3.3.2. */
  public List<UrlPattern> pages() {
    return propertyGroups.stream().flatMap(g -> g.urlPatterns.stream()).distinct().toList();
  }

  /** {@code jsp-property-group}; values as written. */
  public record PropertyGroup(
      List<UrlPattern> urlPatterns,
      Optional<String> elIgnored,
      Optional<String> errorOnElNotFound,
      Optional<String> pageEncoding,
      Optional<String> scriptingInvalid,
      Optional<String> isXml,
      List<String> includePreludes,
      List<String> includeCodas,
      Optional<String> deferredSyntaxAllowedAsLiteral,
      Optional<String> trimDirectiveWhitespaces,
      Optional<String> defaultContentType,
      Optional<String> buffer,
      Optional<String> errorOnUndeclaredNamespace) {
    public PropertyGroup {
      urlPatterns = List.copyOf(urlPatterns);
      includePreludes = List.copyOf(includePreludes);
      includeCodas = List.copyOf(includeCodas);
    }
  }
}
