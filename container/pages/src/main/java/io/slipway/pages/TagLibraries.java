package io.slipway.pages;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.jsp.JspFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import java.util.Set;
import org.apache.jasper.compiler.TldCache;
import org.apache.jasper.runtime.JspFactoryImpl;
import org.apache.jasper.servlet.TldScanner;
import org.apache.tomcat.InstanceManager;
import org.apache.tomcat.JarScanType;
import org.apache.tomcat.JarScanner;
import org.apache.tomcat.JarScannerCallback;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.xml.sax.SAXException;

/** What Jasper has to be told, of a webapp's tag libraries above all; it looks in the context. */
final class TagLibraries {
  /** The attribute of the context with the names of the jars that have tag libraries. */
  private static final String JARS = TagLibraries.class.getName() + ".jars";

  private TagLibraries() {}

  /**
   * Says which of the webapp's jars have any: no other one is opened.
   *
   * @param jars file names
   * @param elsewhere jars and folders outside of {@code WEB-INF}, those that all webapps share
   *     last; of two libraries with one URI the first counts
   */
  static void in(ServletContext context, Set<String> jars, List<URL> elsewhere) {
    context.setAttribute(JARS, new Scanner(jars, elsewhere));
  }

  /** Says what makes page contexts, for pages and for all code that uses the API of pages. */
  static void provideFactory() {
    JspFactory factory = JspFactory.getDefaultFactory();
    if (factory == null) {
      // per JVM, as the API wants it; it keeps what it knows of a webapp in that webapp's context
      JspFactory.setDefaultFactory(new JspFactoryImpl());
    }
  }

  /**
   * Reads them, unless that has been done.
   *
   * @return class names of their listeners; empty where they had been read before
   */
  static List<String> provide(ServletContext context) throws ServletException {
    if (context.getAttribute(TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME) != null) {
      return List.of();
    }
    context.setAttribute(InstanceManager.class.getName(), new TagHandlers(context));
    // nothing is said of a webapp that had none when it was deployed
    JarScanner scanner =
        context.getAttribute(JARS) instanceof JarScanner known
            ? known
            : new Scanner(Set.of(), List.of());
    context.setAttribute(JarScanner.class.getName(), scanner);

    boolean blockExternal = true;
    TldScanner tlds = new TldScanner(context, true, false, blockExternal);
    try {
      tlds.scan();
    } catch (IOException | SAXException e) {
      throw new ServletException(
          "The tag libraries of the webapp could not be read: " + e.getMessage(), e);
    }
    context.setAttribute(
        TldCache.SERVLET_CONTEXT_ATTRIBUTE_NAME,
        new TldCache(
            context, tlds.getUriTldResourcePathMap(), tlds.getTldResourcePathTaglibXmlMap()));
    return tlds.getListeners();
  }

  /**
   * Shows Jasper the webapp's jars; in the place of the class path, of which a webapp sees nothing,
   * those jars and folders outside of {@code WEB-INF}.
   */
  private static final class Scanner extends StandardJarScanner {
    private final List<URL> elsewhere;

    Scanner(Set<String> jars, List<URL> elsewhere) {
      this.elsewhere = elsewhere;
      setScanManifest(false);
      setJarScanFilter((type, jar) -> jars.contains(jar));
    }

    @Override
    protected void doScanClassPath(
        JarScanType type, ServletContext context, JarScannerCallback callback, Set<URL> processed) {
      for (URL jar : elsewhere) {
        try {
          process(type, callback, jar, null, false, null);
        } catch (IOException e) {
          throw new UncheckedIOException(jar + " cannot be read: " + e.getMessage(), e);
        }
      }
    }
  }
}
