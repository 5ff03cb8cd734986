package io.slipway.runtime;

import io.slipway.model.MultipartDef;
import io.slipway.model.ServletDef;
import io.slipway.model.UrlPattern;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A servlet as it is registered, by descriptor, annotation or code: Servlet 6.1, 4.4.1. */
public final class ServletDeclaration extends Declaration<Servlet>
    implements ServletRegistration.Dynamic {
  private final Registrations registrations;
  private final List<UrlPattern> patterns = new ArrayList<>();
  private @Nullable String page;
  private OptionalInt loadOnStartup = OptionalInt.empty();
  private boolean enabled = true;
  private @Nullable MultipartDef multipart;
  private @Nullable String runAs;
  private Map<String, String> roleRefs = Map.of();
  private @Nullable ServletSecurityElement security;

  ServletDeclaration(Registrations registrations, Window window, String name) {
    super(window, name, Servlet.class);
    this.registrations = registrations;
  }

  void declare(ServletDef def) {
    declare(def.initParams(), def.asyncSupported());
    patterns.addAll(def.patterns());
    loadOnStartup = def.loadOnStartup();
    enabled = def.enabled();
    multipart = def.multipart().orElse(multipart);
    runAs = def.runAs().orElse(null);
    roleRefs = def.roleRefs();
  }

  void completeWithPage(String path) {
    page = path;
    complete(null, Components::page);
  }

  @Nullable String page() {
    return page;
  }

  /** Those that it was given; see {@link Registrations#patterns}. */
  List<UrlPattern> patterns() {
    return patterns;
  }

  OptionalInt loadOnStartup() {
    return loadOnStartup;
  }

  boolean enabled() {
    return enabled;
  }

  @Nullable MultipartDef multipart() {
    return multipart;
  }

  Map<String, String> roleRefs() {
    return roleRefs;
  }

  @Nullable ServletSecurityElement security() {
    return security;
  }

  @Override
  public Set<String> addMapping(String... urlPatterns) {
    window.requireOpen("addMapping");
    if (urlPatterns == null || urlPatterns.length == 0) {
      throw new IllegalArgumentException("No URL pattern to map servlet " + getName() + " to");
    }
    List<UrlPattern> parsed = new ArrayList<>(urlPatterns.length);
    Set<String> conflicts = new LinkedHashSet<>();
    for (String text : urlPatterns) {
      requireNotNull(text, "A URL pattern");
      UrlPattern pattern = UrlPattern.parse(text);
      parsed.add(pattern);
      ServletDeclaration other = registrations.mappedTo(pattern);
      if (other != null && other != this) {
        conflicts.add(text);
      }
    }
    if (conflicts.isEmpty()) {
      parsed.stream().filter(p -> !patterns.contains(p)).forEach(patterns::add);
    }
    return conflicts;
  }

  @Override
  public Collection<String> getMappings() {
    return registrations.patterns(this).stream().map(UrlPattern::text).toList();
  }

  @Override
  public void setLoadOnStartup(int order) {
    window.requireOpen("setLoadOnStartup");
    loadOnStartup = OptionalInt.of(order);
  }

  @Override
  public Set<String> setServletSecurity(ServletSecurityElement constraint) {
    window.requireOpen("setServletSecurity");
    requireNotNull(constraint, "A constraint");
    security = constraint;
    Set<String> untouched = new LinkedHashSet<>();
    for (UrlPattern pattern : registrations.patterns(this)) {
      if (registrations.constrainedByDescriptor(pattern)) {
        untouched.add(pattern.text());
      }
    }
    return untouched;
  }

  @Override
  public void setMultipartConfig(MultipartConfigElement config) {
    window.requireOpen("setMultipartConfig");
    requireNotNull(config, "A multipart configuration");
    multipart(config);
  }

  void multipart(MultipartConfigElement config) {
    multipart =
        new MultipartDef(
            config.getLocation(),
            config.getMaxFileSize(),
            config.getMaxRequestSize(),
            config.getFileSizeThreshold());
  }

  @Override
  public void setRunAsRole(String role) {
    window.requireOpen("setRunAsRole");
    requireNotNull(role, "A role");
    runAs = role;
  }

  void runAs(String role) {
    runAs = role;
  }

  void security(ServletSecurityElement element) {
    security = element;
  }

  @Override
  public @Nullable String getRunAsRole() {
    return runAs;
  }
}
