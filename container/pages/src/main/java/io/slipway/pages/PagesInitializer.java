package io.slipway.pages;

import io.slipway.spi.ClassArchive;
import io.slipway.spi.FeatureContext;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.descriptor.JspConfigDescriptor;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Registers the listeners of a webapp's tag libraries (Jakarta Pages 4.0, JSP.7.1.9). */
final class PagesInitializer implements ServletContainerInitializer {
  private static final String DESCRIPTOR = ".tld";

  private final FeatureContext webapp;

  PagesInitializer(FeatureContext webapp) {
    this.webapp = webapp;
  }

  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) throws ServletException {
    TagLibraries.provideFactory();
    PageConfig.options(context, webapp.pages());
    Set<String> jars = new HashSet<>();
    List<URL> elsewhere = new ArrayList<>();
    for (ClassArchive archive : webapp.archives()) {
      if (archive.hasMetadata(DESCRIPTOR)) {
        jars.add(archive.name());
        elsewhere.addAll(archive.elsewhere());
      }
    }
    elsewhere.addAll(webapp.sharedJars(DESCRIPTOR));
    TagLibraries.in(context, jars, elsewhere);
    if (!jars.isEmpty()
        || !elsewhere.isEmpty()
        || declaresTagLibraries(context)
        || declaresJasper()) {
      TagLibraries.provide(context).forEach(context::addListener);
    }
  }

  /** As webapps made for Tomcat do, to give it other parameters. */
  private boolean declaresJasper() {
    return webapp.declaresServlet("org.apache.jasper.servlet.JspServlet");
  }

  private boolean declaresTagLibraries(ServletContext context) {
    JspConfigDescriptor config = context.getJspConfigDescriptor();
    return (config != null && !config.getTaglibs().isEmpty()) || webapp.inWebInf(DESCRIPTOR);
  }
}
