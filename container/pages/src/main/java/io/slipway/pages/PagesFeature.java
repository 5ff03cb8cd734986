package io.slipway.pages;

import io.slipway.spi.Feature;
import io.slipway.spi.FeatureContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Set;

/**
 * JSP 4.0 and EL 6.0 for every webapp.
 *
 * <p>At deployment only the listeners of tag libraries are looked for, where there are any; the
 * engine itself is loaded by the first page.
 */
public final class PagesFeature implements Feature {
  @Override
  public String name() {
    return "pages";
  }

  @Override
  public Set<String> apiPackages() {
    return Set.of("jakarta.servlet.jsp.", "jakarta.el.");
  }

  /** What compiled pages extend and call. */
  @Override
  public Set<String> implementationPackages() {
    return Set.of("org.apache.jasper.", "org.apache.tomcat.", "org.apache.juli.");
  }

  /**
   * The implementation that the API of EL finds by name is of the same version; a webapp's own copy
   * of Jasper would mix with the container's in one page.
   */
  @Override
  public Set<String> exclusivePackages() {
    return Set.of("org.apache.el.", "org.apache.jasper.", "org.apache.tomcat.InstanceManager");
  }

  @Override
  public boolean appliesTo(FeatureContext webapp) {
    return true;
  }

  @Override
  public List<ServletContainerInitializer> initializers(FeatureContext webapp) {
    return List.of(new PagesInitializer(webapp));
  }

  @Override
  public void complete(ServletContext context) throws ServletException {
    if (PageConfig.options(context).precompile()) {
      Precompiler.run(context);
    }
  }

  @Override
  public Class<? extends Servlet> pageServlet() {
    return PageServlet.class;
  }
}
