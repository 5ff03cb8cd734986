package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.cdi.app.Cart;
import io.slipway.cdi.app.Journal;
import io.slipway.cdi.app.Ticket;
import io.slipway.cdi.many.Name;
import io.slipway.cdi.many.NameServlet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside and by the Weld SE of an embedding application. */
class SharedCdiTest {
  /** A bean of the embedding application. */
  @ApplicationScoped
  public static class Till {
    private int count;

    public synchronized int next() {
      return ++count;
    }
  }

  public static class BuyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Till till;
    @Inject private transient Cart cart;
    @Inject private transient Ticket ticket;
    @Inject private transient HttpServletRequest current;

    @Inject
    public BuyServlet(Till till) {
      this.till = till;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("leave") != null) {
        request.getSession().invalidate();
        return;
      }
      ticket.stamp(request.getDispatcherType().name());
      if (request.getParameter("async") != null
          && request.getDispatcherType() == DispatcherType.REQUEST) {
        AsyncContext async = request.startAsync();
        async.start(() -> async.dispatch("/buy"));
        return;
      }
      response
          .getWriter()
          .print(
              "%s, %s in the cart, %s %s"
                  .formatted(till.next(), cart.add(), current.getServletPath(), ticket.stamps()));
    }
  }

  public static class StampFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    @Inject private transient Ticket ticket;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ticket.stamp("filter");
      chain.doFilter(request, response);
    }
  }

  public static class StartListener implements ServletContextListener {
    @Inject private Journal journal;

    @Override
    public void contextInitialized(ServletContextEvent event) {
      journal.note("start of " + event.getServletContext().getContextPath());
    }
  }

  /** What code in a webapp finds. */
  private static final HttpServlet LOOKUP =
      new HttpServlet() {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
          try {
            Till till = CDI.current().select(Till.class).get();
            Object manager = InitialContext.doLookup("java:comp/BeanManager");
            response.getWriter().print(till.next() + " " + (manager != null));
          } catch (NamingException none) {
            throw new ServletException(none);
          }
        }
      };

  @AutoClose private WeldContainer weld;

  @BeforeEach
  void startWeld() {
    weld =
        new Weld()
            .disableDiscovery()
            .beanClasses(Till.class, Cart.class, Journal.class, Ticket.class)
            .initialize();
  }

  private Slipway shared(String... contextPaths) {
    var builder = Slipway.builder().port(0);
    SharedCdi cdi = SharedCdi.of(weld.getBeanManager());
    for (String path : contextPaths) {
      builder.webapp(
          path,
          app ->
              app.feature(cdi)
                  .servlet(BuyServlet.class, "/buy")
                  .servlet("lookup", LOOKUP, "/lookup")
                  .filter(StampFilter.class, "/*")
                  .listener(StartListener.class));
    }
    return builder.start();
  }

  @Test
  void theContainerOfTheApplicationInjectsIntoAWebappOfCode() throws Exception {
    try (Slipway slipway = shared("/shop")) {
      Browser browser = new Browser(slipway);
      assertThat(browser.body("/shop/buy")).isEqualTo("1, 1 in the cart, /buy filter REQUEST");
      assertThat(browser.body("/shop/buy")).isEqualTo("2, 2 in the cart, /buy filter REQUEST");
      assertThat(new Browser(slipway).body("/shop/buy")).startsWith("3, 1 in the cart");
      assertThat(browser.body("/shop/buy?async"))
          .isEqualTo("4, 3 in the cart, /buy filter REQUEST filter ASYNC");
      assertThat(browser.body("/shop/lookup")).isEqualTo("5 true");
      browser.body("/shop/buy?leave");
    }
    assertThat(weld.select(Till.class).get().next()).as("the bean is one").isEqualTo(6);
    assertThat(weld.select(Journal.class).get().entries())
        .contains("start of /shop", "torn filter REQUEST", "cart left with 3");
  }

  @Test
  void severalWebappsShareItsBeansButNoSessions() throws Exception {
    try (Slipway slipway = shared("/one", "/two")) {
      Browser browser = new Browser(slipway);
      assertThat(browser.body("/one/buy")).startsWith("1, 1 in");
      assertThat(browser.body("/two/buy")).startsWith("2, 1 in");
      slipway.undeploy("/one");
      assertThat(browser.body("/two/buy")).startsWith("3, 2 in");
    }
  }

  @Test
  void besideWebappsWithBeansTheApplicationKeepsItsOwnCurrentContainer(@TempDir Path folder)
      throws Exception {
    assertThat(CDI.current().select(Till.class).get().next()).isEqualTo(1);
    Path root = new WebappFolder(folder).classes(Name.class, NameServlet.class).root();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/own", root).start()) {
      assertThat(new Browser(slipway).body("/own/name")).isEqualTo("/own /own /own");
      assertThat(CDI.current().select(Till.class).get().next()).isEqualTo(2);
      assertThat(CDI.current().getBeanManager()).isEqualTo(weld.getBeanManager());
    }
    assertThat(CDI.current().select(Till.class).get().next()).isEqualTo(3);
  }

  /** As by a hook of the virtual machine, whose thread has another loader in context. */
  @Test
  void theContainerMayBeEndedInAnotherContext() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    WeldContainer other = new Weld("other").disableDiscovery().beanClasses(Till.class).initialize();
    thread.setContextClassLoader(null);
    try {
      other.close();
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThat(WeldContainer.instance("other")).isNull();
  }

  @Test
  void aWebappWithBeansOfItsOwnIsRefused(@TempDir Path folder) throws Exception {
    Path root = new WebappFolder(folder).classes(Name.class, NameServlet.class).root();
    SharedCdi cdi = SharedCdi.of(weld.getBeanManager());
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .webapp("/own", app -> app.folder(root).feature(cdi))
                    .start())
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("beans of its own cannot share");
  }
}
