package io.slipway.descriptor;

import io.slipway.descriptor.Descriptor.Servlet;
import io.slipway.model.MultipartDef;
import io.slipway.model.Origin;
import io.slipway.model.PlatformAnnotations;
import io.slipway.model.SecurityConstraintDef;
import io.slipway.model.UrlPattern;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jspecify.annotations.Nullable;

/**
 * Annotations that apply to every declared servlet of a class, however it was declared:
 * {@code @MultipartConfig} (8.1.5), {@code @RunAs} and {@code @ServletSecurity} (13.4.1), the last
 * of which subclasses inherit.
 */
final class ClassAnnotations {
  private static final DotName MULTIPART =
      DotName.createSimple("jakarta.servlet.annotation.MultipartConfig");
  private static final DotName RUN_AS = DotName.createSimple(PlatformAnnotations.RUN_AS);
  private static final DotName SECURITY =
      DotName.createSimple("jakarta.servlet.annotation.ServletSecurity");

  private final ClassIndex index;
  private final Predicate<String> annotated;
  private final Problems problems;

  /**
   * @param annotated whether annotations count in an archive, by its name
   */
  ClassAnnotations(ClassIndex index, Predicate<String> annotated, Problems problems) {
    this.index = index;
    this.annotated = annotated;
    this.problems = problems;
  }

  void apply(Descriptor descriptor) {
    Map<String, List<Servlet>> byClass = new LinkedHashMap<>();
    for (Servlet servlet : descriptor.servlets.values()) {
      String className = servlet.className();
      if (className != null && index.containerOf(className).filter(annotated).isPresent()) {
        byClass.computeIfAbsent(className, c -> new ArrayList<>()).add(servlet);
      }
    }
    Set<UrlPattern> constrained = new HashSet<>();
    descriptor.constraints.forEach(
        c -> c.resources().forEach(r -> constrained.addAll(r.patterns())));
    byClass.forEach(
        (className, servlets) -> {
          ClassInfo info = index.find(className);
          if (info != null) {
            servlets.forEach(s -> applyTo(s, info, descriptor));
            constrain(descriptor, info, servlets, constrained);
          }
        });
  }

  private static void applyTo(Servlet servlet, ClassInfo info, Descriptor descriptor) {
    Origin origin = Origin.of(info.name().toString());
    AnnotationInstance multipart = info.declaredAnnotation(MULTIPART);
    if (multipart != null && servlet.multipart == null) {
      AnnotationValue threshold = multipart.value("fileSizeThreshold");
      servlet.multipart =
          new Said<>(
              new MultipartDef(
                  AnnotationReader.string(multipart, "location", ""),
                  size(multipart, "maxFileSize"),
                  size(multipart, "maxRequestSize"),
                  threshold == null ? 0 : Math.max(0, threshold.asInt())),
              origin);
    }
    AnnotationInstance runAs = info.declaredAnnotation(RUN_AS);
    if (runAs != null && servlet.runAs == null) {
      String role = AnnotationReader.string(runAs, "value", "");
      servlet.runAs = new Said<>(role, origin);
      descriptor.roles.add(role);
    }
  }

  private static long size(AnnotationInstance multipart, String member) {
    AnnotationValue value = multipart.value(member);
    return value == null ? -1 : value.asLong();
  }

  private void constrain(
      Descriptor descriptor,
      ClassInfo info,
      List<Servlet> servlets,
      Set<UrlPattern> constrainedByDescriptor) {
    Optional<AnnotationInstance> annotation = inherited(info);
    if (annotation.isEmpty()) {
      return;
    }
    Set<UrlPattern> patterns = new LinkedHashSet<>();
    for (Servlet servlet : servlets) {
      List<Said<UrlPattern>> mapped =
          descriptor.servletMappings.getOrDefault(servlet.name, List.of());
      mapped.forEach(p -> patterns.add(p.value()));
    }
    // 13.4.1: no effect on a pattern that is the exact target of a constraint in a descriptor
    patterns.removeAll(constrainedByDescriptor);
    Origin origin = Origin.of(info.name().toString());
    try {
      ServletSecurityElement element = element(annotation.get());
      List<SecurityConstraintDef> constraints =
          SecurityConstraintDef.of(element, List.copyOf(patterns), origin);
      descriptor.constraints.addAll(constraints);
      constraints.forEach(c -> c.roles().ifPresent(descriptor.declaredRoles::addAll));
    } catch (IllegalArgumentException e) {
      problems.error(
          "bad-servlet-security",
          origin,
          "@ServletSecurity contradicts itself: " + e.getMessage(),
          "name each method once, and no roles together with EmptyRoleSemantic.DENY");
    }
  }

  /** {@code @ServletSecurity} is {@code @Inherited}. */
  private Optional<AnnotationInstance> inherited(ClassInfo info) {
    for (@Nullable ClassInfo at = info;
        at != null;
        at = at.superName() == null ? null : index.find(at.superName().toString())) {
      AnnotationInstance annotation = at.declaredAnnotation(SECURITY);
      if (annotation != null) {
        return Optional.of(annotation);
      }
    }
    return Optional.empty();
  }

  private static ServletSecurityElement element(AnnotationInstance annotation) {
    AnnotationValue value = annotation.value();
    HttpConstraintElement general =
        value == null ? new HttpConstraintElement() : constraint(value.asNested(), "value");
    List<HttpMethodConstraintElement> methods = new ArrayList<>();
    AnnotationValue methodConstraints = annotation.value("httpMethodConstraints");
    if (methodConstraints != null) {
      for (AnnotationInstance method : methodConstraints.asNestedArray()) {
        methods.add(
            new HttpMethodConstraintElement(
                AnnotationReader.string(method, "value", ""),
                constraint(method, "emptyRoleSemantic")));
      }
    }
    return new ServletSecurityElement(general, methods);
  }

  private static HttpConstraintElement constraint(
      AnnotationInstance annotation, String semanticMember) {
    AnnotationValue semantic = annotation.value(semanticMember);
    AnnotationValue transport = annotation.value("transportGuarantee");
    return new HttpConstraintElement(
        semantic == null ? EmptyRoleSemantic.PERMIT : EmptyRoleSemantic.valueOf(semantic.asEnum()),
        transport == null
            ? TransportGuarantee.NONE
            : TransportGuarantee.valueOf(transport.asEnum()),
        AnnotationReader.strings(annotation, "rolesAllowed").toArray(new String[0]));
  }
}
