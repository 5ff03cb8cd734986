package io.slipway.pages;

import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import jakarta.servlet.jsp.JspFactory;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jasper.runtime.JspFactoryImpl;

/**
 * Registers the listeners of a webapp's tag libraries (Jakarta Pages 4.0, JSP.7.1.9). A webapp
 * without any pays for a look at the names of its files.
 */
final class PagesInitializer implements ServletContainerInitializer {
  private static final String DESCRIPTOR = ".tld";

  private final FeatureContext webapp;

  PagesInitializer(FeatureContext webapp) {
    this.webapp = webapp;
  }

  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) throws ServletException {
    JspFactory factory = JspFactory.getDefaultFactory();
    if (factory == null) {
      // per JVM, as the API wants it; it keeps what it knows of a webapp in that webapp's context
      JspFactory.setDefaultFactory(new JspFactoryImpl());
    }
    PageConfig.options(context, webapp.pages());
    Set<String> jars =
        webapp.archives().stream()
            .filter(archive -> archive.hasMetadata(DESCRIPTOR))
            .map(ClassArchive::name)
            .collect(Collectors.toUnmodifiableSet());
    TagLibraries.in(context, jars);
    if (!jars.isEmpty() || declaresTagLibraries(context)) {
      TagLibraries.provide(context).forEach(context::addListener);
    }
  }

  private boolean declaresTagLibraries(ServletContext context) {
    JspConfigDescriptor config = context.getJspConfigDescriptor();
    return (config != null && !config.getTaglibs().isEmpty()) || inFolder(context, "/WEB-INF/");
  }

  private static boolean inFolder(ServletContext context, String folder) {
    Set<String> paths = context.getResourcePaths(folder);
    if (paths == null) {
      return false;
    }
    for (String path : paths) {
      boolean found =
          path.endsWith("/")
              ? !path.equals("/WEB-INF/classes/")
                  && !path.equals("/WEB-INF/lib/")
                  && inFolder(context, path)
              : path.endsWith(DESCRIPTOR);
      if (found) {
        return true;
      }
    }
    return false;
  }
}
