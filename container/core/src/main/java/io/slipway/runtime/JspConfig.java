package io.slipway.runtime;

import io.slipway.model.JspDef;
import io.slipway.model.UrlPattern;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.descriptor.JspPropertyGroupDescriptor;
import jakarta.servlet.descriptor.TaglibDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code jsp-config} as {@code ServletContext.getJspConfigDescriptor} shows it. */
final class JspConfig implements JspConfigDescriptor {
  private final JspDef def;

  JspConfig(JspDef def) {
    this.def = def;
  }

  @Override
  public Collection<TaglibDescriptor> getTaglibs() {
    return def.taglibs().entrySet().stream()
        .<TaglibDescriptor>map(e -> new Taglib(e.getKey(), e.getValue()))
        .toList();
  }

  @Override
  public Collection<JspPropertyGroupDescriptor> getJspPropertyGroups() {
    return def.propertyGroups().stream().<JspPropertyGroupDescriptor>map(Group::new).toList();
  }

  private static final class Taglib implements TaglibDescriptor {
    private final String uri;
    private final String location;

    Taglib(String uri, String location) {
      this.uri = uri;
      this.location = location;
    }

    @Override
    public String getTaglibURI() {
      return uri;
    }

    @Override
    public String getTaglibLocation() {
      return location;
    }
  }

  private static final class Group implements JspPropertyGroupDescriptor {
    private final JspDef.PropertyGroup group;

    Group(JspDef.PropertyGroup group) {
      this.group = group;
    }

    private static @Nullable String value(Optional<String> value) {
      return value.orElse(null);
    }

    @Override
    public Collection<String> getUrlPatterns() {
      return group.urlPatterns().stream().map(UrlPattern::text).toList();
    }

    @Override
    public @Nullable String getElIgnored() {
      return value(group.elIgnored());
    }

    @Override
    public @Nullable String getErrorOnELNotFound() {
      return value(group.errorOnElNotFound());
    }

    @Override
    public @Nullable String getPageEncoding() {
      return value(group.pageEncoding());
    }

    @Override
    public @Nullable String getScriptingInvalid() {
      return value(group.scriptingInvalid());
    }

    @Override
    public @Nullable String getIsXml() {
      return value(group.isXml());
    }

    @Override
    public Collection<String> getIncludePreludes() {
      return List.copyOf(group.includePreludes());
    }

    @Override
    public Collection<String> getIncludeCodas() {
      return List.copyOf(group.includeCodas());
    }

    @Override
    public @Nullable String getDeferredSyntaxAllowedAsLiteral() {
      return value(group.deferredSyntaxAllowedAsLiteral());
    }

    @Override
    public @Nullable String getTrimDirectiveWhitespaces() {
      return value(group.trimDirectiveWhitespaces());
    }

    @Override
    public @Nullable String getDefaultContentType() {
      return value(group.defaultContentType());
    }

    @Override
    public @Nullable String getBuffer() {
      return value(group.buffer());
    }

    @Override
    public @Nullable String getErrorOnUndeclaredNamespace() {
      return value(group.errorOnUndeclaredNamespace());
    }
  }
}
