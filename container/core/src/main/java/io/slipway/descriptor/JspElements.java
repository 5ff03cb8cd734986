package io.slipway.descriptor;

import io.slipway.model.JspDef;
import io.slipway.model.UrlPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code jsp-config}, and {@code taglib} where descriptors up to 2.3 have it. */
final class JspElements {
  private final Problems problems;
  private final Values values;
  private final Descriptor descriptor;

  JspElements(Problems problems, Values values, Descriptor descriptor) {
    this.problems = problems;
    this.values = values;
    this.descriptor = descriptor;
  }

  void read(XmlElement root) {
    root.children("taglib").forEach(this::taglib);
    root.child("jsp-config")
        .ifPresent(
            config -> {
              descriptor.hasJspConfig = true;
              config.children("taglib").forEach(this::taglib);
              config.children("jsp-property-group").forEach(this::propertyGroup);
            });
    descriptor.hasJspConfig |= !descriptor.taglibs.isEmpty();
  }

  private void taglib(XmlElement taglib) {
    Optional<String> uri = values.name(taglib, "taglib-uri");
    Optional<String> location = values.name(taglib, "taglib-location");
    if (uri.isPresent() && location.isPresent()) {
      DescriptorReader.putNew(
          descriptor.taglibs,
          uri.get(),
          new Said<>(location.get(), taglib.origin()),
          "<taglib> \"" + uri.get() + "\"",
          problems);
    }
  }

  private void propertyGroup(XmlElement group) {
    List<UrlPattern> patterns = new ArrayList<>();
    group.children("url-pattern").forEach(p -> values.pattern(p, true).ifPresent(patterns::add));
    descriptor.propertyGroups.add(
        new JspDef.PropertyGroup(
            patterns,
            group.textOf("el-ignored"),
            group.textOf("error-on-el-not-found"),
            group.textOf("page-encoding"),
            group.textOf("scripting-invalid"),
            group.textOf("is-xml"),
            group.textsOf("include-prelude"),
            group.textsOf("include-coda"),
            group.textOf("deferred-syntax-allowed-as-literal"),
            group.textOf("trim-directive-whitespaces"),
            group.textOf("default-content-type"),
            group.textOf("buffer"),
            group.textOf("error-on-undeclared-namespace")));
  }
}
