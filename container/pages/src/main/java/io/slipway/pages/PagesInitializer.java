package io.slipway.pages;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.jsp.JspFactory;
import java.io.IOException;
import java.util.Set;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.runtime.JspFactoryImpl;
import org.apache.jasper.servlet.TldScanner;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.SimpleInstanceManager;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.xml.sax.SAXException;

/**
 * Finds the tag libraries of a webapp and registers their listeners: Jakarta Pages 4.0, JSP.7.1.9.
 */
final class PagesInitializer implements ServletContainerInitializer {
  @Override
  public void onStartup(Set<Class<?>> types, ServletContext context) throws ServletException {
    JspFactory factory = JspFactory.getDefaultFactory();
    if (factory == null) {
      // per JVM, as the API wants it; it keeps what it knows of a webapp in that webapp's context
      JspFactory.setDefaultFactory(new JspFactoryImpl());
    }
    context.setAttribute(InstanceManager.class.getName(), new SimpleInstanceManager());
    StandardJarScanner scanner = new StandardJarScanner();
    // only what the webapp has: the container's own class path has no tag libraries for it
    scanner.setScanClassPath(false);
    context.setAttribute(JarScanner.class.getName(), scanner);

    boolean blockExternal = true;
    TldScanner tlds = new TldScanner(context, true, false, blockExternal);
    tlds.setClassLoader(context.getClassLoader());
    try {
      tlds.scan();
    } catch (IOException | SAXException e) {
      throw new ServletException(
          "The tag libraries of the webapp could not be read: " + e.getMessage(), e);
    }
    for (String listener : tlds.getListeners()) {
      context.addListener(listener);
    }
    context.setAttribute(
        TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME,
        new TldCache(
            context, tlds.getUriTldResourcePathMap(), tlds.getTldResourcePathTaglibXmlMap()));
  }
}
