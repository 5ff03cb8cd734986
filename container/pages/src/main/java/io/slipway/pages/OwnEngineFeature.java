package io.slipway.pages;

import io.slipway.spi.ClassArchive;
import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import io.slipway.spi.WebappFeature;
import jakarta.el.ELContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.jsp.JspPage;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * For webapps that bring an engine for pages and say that they want it: they have the class of its
 * servlet, and declare a servlet of it. The container's engine keeps away. The API is the
 * container's all the same, but in classes of the webapp's own: engines set a {@code JspFactory}
 * for all who see the same class.
 *
 * <p>An engine that merely lies in {@code WEB-INF/lib}, as Jasper does in many Spring Boot WARs, is
 * left aside.
 */
public final class OwnEngineFeature implements Feature {
  private static final Set<String> ENGINES =
      Set.of("org.apache.jasper.servlet.JspServlet", "org.glassfish.wasp.servlet.JspServlet");

  /** Where engines that call a compiler look for its class path, as Tomcat gives it. */
  private static final String CLASS_PATH = "org.apache.catalina.jsp_classpath";

  static boolean isIn(FeatureContext webapp) {
    return ENGINES.stream().anyMatch(e -> webapp.declaresServlet(e) && webapp.hasClass(e));
  }

  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return isIn(webapp);
  }

  @Override
  public @Nullable WebappFeature begin(FeatureContext webapp, ServletContext context) {
    Stream<String> own =
        webapp.archives().stream()
            .map(ClassArchive::name)
            .map(
                name -> context.getRealPath((name.endsWith(".jar") ? "/WEB-INF/lib/" : "/") + name))
            .filter(Objects::nonNull);
    Stream<String> api =
        Stream.of(Servlet.class, JspPage.class, ELContext.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().toString())
            .map(url -> Path.of(URI.create(url)).toString());
    context.setAttribute(
        CLASS_PATH, Stream.concat(own, api).collect(Collectors.joining(File.pathSeparator)));
    return null;
  }
}
