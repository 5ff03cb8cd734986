package io.slipway.cdi;

import jakarta.servlet.ServletContext;
import jakarta.servlet.jsp.JspApplicationContext;
import jakarta.servlet.jsp.JspFactory;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.el.WeldELContextListener;
import org.jspecify.annotations.Nullable;

/**
 * Named beans in the expressions of pages, where the container has pages: CDI 4.1, 11.4. The only
 * class that links to their API.
 */
final class PageBeans {
  private PageBeans() {}

  /** Before the webapp's first page, as the API of pages wants it. */
  static void offer(ServletContext context, BeanManagerImpl manager) {
    JspFactory factory = JspFactory.getDefaultFactory();
    if (factory != null && isSeenBy(context.getClassLoader())) {
      JspApplicationContext pages = factory.getJspApplicationContext(context);
      pages.addELResolver(manager.getELResolver());
      pages.addELContextListener(new WeldELContextListener());
    }
  }

  /** False where the webapp has an engine of its own, with an API of its own. */
  private static boolean isSeenBy(ClassLoader webapp) {
    return JspFactory.class.equals(factoryClass(webapp));
  }

  static boolean isPossible() {
    return factoryClass(PageBeans.class.getClassLoader()) != null;
  }

  private static @Nullable Class<?> factoryClass(ClassLoader loader) {
    try {
      return Class.forName("jakarta.servlet.jsp.JspFactory", false, loader);
    } catch (ClassNotFoundException noPages) {
      return null;
    }
  }
}
