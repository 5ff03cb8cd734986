package io.slipway.cdi;

import jakarta.servlet.ServletContext;
import jakarta.servlet.jsp.JspApplicationContext;
import jakarta.servlet.jsp.JspFactory;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.el.WeldELContextListener;

/**
 * Named beans in the expressions of pages, where the container has pages: CDI 4.1, 11.4. The only
 * class that links to their API.
 */
final class PageBeans {
  private PageBeans() {}

  /** Before the webapp's first page, as the API of pages wants it. */
  static void offer(ServletContext context, BeanManagerImpl manager) {
    JspFactory factory = JspFactory.getDefaultFactory();
    if (factory != null) {
      JspApplicationContext pages = factory.getJspApplicationContext(context);
      pages.addELResolver(manager.getELResolver());
      pages.addELContextListener(new WeldELContextListener());
    }
  }

  static boolean isPossible() {
    try {
      Class.forName("jakarta.servlet.jsp.JspFactory", false, PageBeans.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException noPages) {
      return false;
    }
  }
}
