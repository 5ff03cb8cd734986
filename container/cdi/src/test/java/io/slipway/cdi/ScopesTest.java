package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.cdi.app.Cart;
import io.slipway.cdi.app.Journal;
import io.slipway.cdi.app.ScopeEvents;
import io.slipway.cdi.app.ShopServlet;
import io.slipway.cdi.app.Ticket;
import io.slipway.cdi.app.Wizard;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScopesTest {
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <distributable/>
        <error-page><location>/do/error</location></error-page>
      </web-app>
      """;

  @AutoClose private Slipway slipway;
  private Browser browser;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    slipway = Slipway.builder().port(0).webapp("/shop", webapp(folder)).start();
    browser = new Browser(slipway);
  }

  private static Path webapp(Path folder) throws IOException {
    return new WebappFolder(folder)
        .classes(
            Cart.class,
            Journal.class,
            ScopeEvents.class,
            ShopServlet.class,
            Ticket.class,
            Wizard.class)
        .file("WEB-INF/web.xml", WEB_XML)
        .root();
  }

  private String journal() throws Exception {
    return browser.body("/shop/do/journal");
  }

  @Test
  void aServletIsInjectedByConstructorFieldAndWithWhatBelongsToTheRequest() throws Exception {
    assertThat(browser.body("/shop/do/inject")).isEqualTo("true true /inject /shop true");
  }

  @Test
  void theBeanManagerIsFoundByItsNames() throws Exception {
    assertThat(browser.body("/shop/do/names")).isEqualTo("true true true");
  }

  @Test
  void eachRequestHasItsOwnRequestScope() throws Exception {
    assertThat(browser.body("/shop/do/request")).isEqualTo("servlet");
    assertThat(browser.body("/shop/do/request")).isEqualTo("servlet");
    assertThat(journal()).containsSubsequence("torn servlet", "torn servlet");
  }

  @Test
  void forwardsAndIncludesStayInTheRequestScope() throws Exception {
    assertThat(browser.body("/shop/do/forward")).isEqualTo("forward servlet");
    assertThat(browser.body("/shop/do/include")).isEqualTo("include servlet|include servlet after");
  }

  @Test
  void anErrorPageIsInTheRequestScopeOfTheFailure() throws Exception {
    assertThat(browser.body("/shop/do/fail")).isEqualTo("500: fail error ERROR");
  }

  @Test
  void theScopesSurviveAnAsynchronousDispatch() throws Exception {
    assertThat(browser.body("/shop/do/async")).isEqualTo("started dispatched ASYNC 2");
    assertThat(journal())
        .contains(
            "request /do,session,async started dispatched completed,request ending,torn started dispatched completed,request ended");
  }

  @Test
  void theInjectedRequestIsAlwaysThatOfTheDispatch() throws Exception {
    assertThat(browser.body("/shop/do/forwardShown"))
        .isEqualTo("REQUEST/forwardShown FORWARD/forwardedShown");
    assertThat(browser.body("/shop/do/includeShown"))
        .isEqualTo("REQUEST/includeShown INCLUDE/includeShown REQUEST/includeShown");
    assertThat(browser.body("/shop/do/asyncShown"))
        .isEqualTo("500: REQUEST/asyncShown ASYNC/failShown error ERROR");
  }

  @Test
  void asyncListenersAreInTheScopeWhenTheTimeoutCallsThem() throws Exception {
    assertThat(browser.body("/shop/do/timeout")).isEmpty();
    assertThat(journal())
        .contains("async waiting timeout completed")
        .contains("torn waiting timeout completed");
  }

  @Test
  void theSessionScopeLastsAsLongAsTheSession() throws Exception {
    assertThat(browser.body("/shop/do/cart")).isEqualTo("1");
    assertThat(browser.body("/shop/do/cart")).isEqualTo("2");
    assertThat(new Browser(slipway).body("/shop/do/cart")).isEqualTo("1");
    assertThat(browser.body("/shop/do/leave")).isEqualTo("left");
    assertThat(journal())
        .containsSubsequence("session ending", "cart left with 2", "session ended");
    assertThat(browser.body("/shop/do/cart")).isEqualTo("1");
  }

  @Test
  void sessionScopedBeansSurviveBeingWrittenDown() throws Exception {
    browser.body("/shop/do/cart");
    assertThat(Integer.parseInt(browser.body("/shop/do/passivate"))).isPositive();
    assertThat(browser.body("/shop/do/cart")).isEqualTo("2");
    browser.body("/shop/do/leave");
    assertThat(journal()).contains("cart left with 2");
  }

  @Test
  void sessionsAndConversationsSurviveARestart(@TempDir Path folder, @TempDir Path work)
      throws Exception {
    slipway.close();
    Path webapp = webapp(folder);
    SlipwayBuilder builder = Slipway.builder().port(0).workDirectory(work);
    slipway = builder.webapp("/shop", webapp).start();
    browser = new Browser(slipway);
    assertThat(browser.body("/shop/do/cart")).isEqualTo("1");
    String[] begun = browser.body("/shop/do/begin").split(":");
    slipway.undeploy("/shop");
    slipway.deploy("/shop", webapp);
    assertThat(browser.body("/shop/do/cart")).isEqualTo("2");
    assertThat(browser.body("/shop/do/next?cid=" + begun[0])).isEqualTo("2");
    assertThat(journal()).as("the scope went on").doesNotContain("session,");
    browser.body("/shop/do/leave");
    assertThat(journal()).contains("cart left with 2");
  }

  @Test
  void sessionsAndConversationsGoOverToTheNextVersion(@TempDir Path folder) throws Exception {
    slipway.close();
    slipway = Slipway.builder().port(0).webapp("/shop", webapp(folder)).start();
    browser = new Browser(slipway);
    assertThat(browser.body("/shop/do/cart")).isEqualTo("1");
    String[] begun = browser.body("/shop/do/begin").split(":");
    // while both versions are there, and of the third from the second
    slipway.redeploy("/shop");
    assertThat(browser.body("/shop/do/cart")).isEqualTo("2");
    slipway.redeploy("/shop");
    assertThat(browser.body("/shop/do/cart")).isEqualTo("3");
    assertThat(browser.body("/shop/do/next?cid=" + begun[0])).isEqualTo("2");
    browser.body("/shop/do/leave");
    assertThat(journal()).contains("cart left with 3");
  }

  @Test
  void aConversationLastsFromItsBeginToItsEnd() throws Exception {
    String[] begun = browser.body("/shop/do/begin").split(":");
    assertThat(begun[1]).isEqualTo("1");
    assertThat(browser.body("/shop/do/next?cid=" + begun[0])).isEqualTo("2");
    assertThat(browser.body("/shop/do/next")).as("a conversation of its own").isEqualTo("1");
    assertThat(browser.body("/shop/do/asyncNext?cid=" + begun[0])).isEqualTo("4");
    assertThat(browser.body("/shop/do/end?cid=" + begun[0])).isEqualTo("end");
    assertThat(journal()).contains("wizard gone after 4");
    assertThat(browser.get("/shop/do/next?cid=" + begun[0]).statusCode()).isEqualTo(500);
  }

  @Test
  void aConversationServesOneRequestAtATime() throws Exception {
    String id = browser.body("/shop/do/begin").split(":")[0];
    CompletableFuture<HttpResponse<String>> first = browser.send("/shop/do/hold?cid=" + id);
    while (!journal().contains("held")) {
      assertThat(first).as("the first request").isNotDone();
    }
    assertThat(browser.get("/shop/do/next?cid=" + id).statusCode()).isEqualTo(500);
    browser.body("/shop/do/release");
    assertThat(first.get(20, TimeUnit.SECONDS).body()).isEqualTo("3");
    assertThat(browser.body("/shop/do/next?cid=" + id)).as("free again").isEqualTo("4");
  }

  @Test
  void theBeginAndEndOfScopesAreEvents() throws Exception {
    browser.body("/shop/do/cart");
    assertThat(journal())
        .startsWith(
            "application /shop,request /do,session,request ending,request ended,request /do");
    browser.body("/shop/do/leave");
    assertThat(journal()).contains("session ending,cart left with 1,session ended");
  }

  @Test
  void theEndOfTheApplicationIsAnEvent() {
    try {
      slipway.undeploy("/shop");
      assertThat(System.getProperty("io.slipway.cdi.ended")).isEqualTo("/shop");
    } finally {
      System.clearProperty("io.slipway.cdi.ended");
    }
  }

  @Test
  void theBeginAndEndOfAConversationAreEvents() throws Exception {
    String id = browser.body("/shop/do/begin").split(":")[0];
    assertThat(journal())
        .contains("request /do,conversation,")
        .doesNotContain("ended,request ended");
    browser.body("/shop/do/end?cid=" + id);
    assertThat(journal()).contains("wizard gone after 1").contains("conversation ended");
  }
}
