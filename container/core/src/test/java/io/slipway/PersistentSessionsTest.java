package io.slipway;

import static io.slipway.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.security.MemoryIdentityStore;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.io.Serializable;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions over a restart: Servlet 6.1, 7.7.2. */
class PersistentSessionsTest {
  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

  private final HttpClient client = HttpClient.newHttpClient();
  @AutoClose private CapturedLog log;

  @TempDir Path temp;
  private Path work;

  @BeforeEach
  void listen() {
    work = temp.resolve("work");
    EVENTS.clear();
    log = new CapturedLog("io.slipway.session");
  }

  /** Is told of both ends of the time in which the webapp does not run. */
  public static final class Traveller implements Serializable, HttpSessionActivationListener {
    private static final long serialVersionUID = 1L;
    private String packed = "";

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
      packed = "by " + event.getSession().getId();
      event.getSession().setAttribute("note", "packed");
      EVENTS.add("will passivate");
    }

    @Override
    public void sessionDidActivate(HttpSessionEvent event) {
      boolean same = packed.equals("by " + event.getSession().getId());
      EVENTS.add("did activate " + same + " " + event.getSession().getAttribute("note"));
    }
  }

  /** Its session may rest for a second, once its webapp stops. */
  public static final class Hurried implements Serializable, HttpSessionActivationListener {
    private static final long serialVersionUID = 1L;

    @Override
    public void sessionWillPassivate(HttpSessionEvent event) {
      event.getSession().setMaxInactiveInterval(1);
    }
  }

  /** Cannot be written. */
  public static final class Homebody implements HttpSessionBindingListener {
    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      EVENTS.add("unbound " + event.getName());
    }
  }

  private static final class Ends implements HttpSessionListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
      EVENTS.add("created");
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
      EVENTS.add("destroyed with " + event.getSession().getAttribute("note"));
    }
  }

  /** Puts and shows attributes of its session. */
  public static final class Notebook extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      HttpSession session = request.getSession();
      switch (request.getPathInfo()) {
        case "/note" -> session.setAttribute("note", request.getQueryString());
        case "/traveller" -> session.setAttribute("traveller", new Traveller());
        case "/hurried" -> session.setAttribute("hurried", new Hurried());
        case "/homebody" -> {
          try {
            session.setAttribute("homebody", new Homebody());
          } catch (IllegalArgumentException refused) {
            response.getWriter().print(refused.getMessage());
          }
        }
        case "/nested" -> session.setAttribute("nested", new ArrayList<>(List.of(new Homebody())));
        case "/shared" -> {
          List<String> list = new ArrayList<>(List.of("a"));
          session.setAttribute("one", list);
          session.setAttribute("other", new ArrayList<>(List.of(list)));
        }
        case "/same" ->
            response
                .getWriter()
                .print(
                    ((List<?>) session.getAttribute("other")).get(0)
                        == session.getAttribute("one"));
        case "/principal" -> session.setAttribute("user", request.getUserPrincipal());
        case "/user" -> response.getWriter().print(session.getAttribute("user"));
        case "/login" -> request.login("alice", "secret");
        case "/who" ->
            response.getWriter().print(request.getRemoteUser() + " " + request.isUserInRole("r"));
        case "/times" ->
            response
                .getWriter()
                .print(session.getCreationTime() + " " + session.getMaxInactiveInterval());
        case "/interval" ->
            session.setMaxInactiveInterval(Integer.parseInt(request.getQueryString()));
        default -> response.getWriter().print(session.isNew() + " " + session.getAttribute("note"));
      }
    }
  }

  private SlipwayBuilder builder() {
    return Slipway.builder()
        .port(0)
        .workDirectory(work)
        .identityStore(MemoryIdentityStore.builder().user("alice", "secret", "r").build());
  }

  private Slipway start() {
    return builder()
        .webapp("/s", w -> w.servlet(Notebook.class, "/*").listener(new Ends()))
        .start();
  }

  /** A client's session, by its cookie. */
  private final class Client {
    private String cookie = "";

    String get(Slipway slipway, String path) throws Exception {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(slipway.uri("/s/" + path)).header("Cookie", cookie).build(),
              HttpResponse.BodyHandlers.ofString());
      answer
          .headers()
          .firstValue("set-cookie")
          .ifPresent(line -> cookie = line.replaceAll(";.*", ""));
      return answer.statusCode() == 200 ? answer.body() : answer.statusCode() + " " + answer.body();
    }
  }

  private List<Path> kept() throws IOException {
    Path folder = work.resolve("sessions");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aSessionIsWhatItWasAfterARestart() throws Exception {
    Client browser = new Client();
    String times;
    String id;
    try (Slipway slipway = start()) {
      browser.get(slipway, "note?hello");
      browser.get(slipway, "interval?77");
      browser.get(slipway, "shared");
      times = browser.get(slipway, "times");
      id = browser.cookie;
    }
    try (Slipway slipway = start()) {
      assertThat(browser.get(slipway, "")).isEqualTo("false hello");
      assertThat(browser.get(slipway, "times")).isEqualTo(times).endsWith(" 77");
      assertThat(browser.get(slipway, "same"))
          .as("what two attributes had in common they still have")
          .isEqualTo("true");
      assertThat(browser.cookie).isEqualTo(id);
      assertThat(kept()).as("nothing comes back twice").isEmpty();
    }
    assertThat(EVENTS).as("it never ended").containsExactly("created");
  }

  /** As where a test, or a main program, is interrupted so that it ends. */
  @Test
  void whoIsInterruptedKeepsThemToo() throws Exception {
    Client browser = new Client();
    Slipway interrupted = start();
    browser.get(interrupted, "note?hello");
    Thread.currentThread().interrupt();
    interrupted.close();
    assertThat(Thread.interrupted()).isTrue();
    try (Slipway slipway = start()) {
      assertThat(browser.get(slipway, "")).isEqualTo("false hello");
    }
  }

  @Test
  void attributesAreToldBeforeAndAfter() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "traveller");
    }
    assertThat(EVENTS).containsExactly("created", "will passivate");
    try (Slipway slipway = start()) {
      assertThat(EVENTS).endsWith("did activate true packed");
      assertThat(browser.get(slipway, "")).isEqualTo("false packed");
    }
  }

  @Test
  void redeploymentIsARestartToo() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "note?hello");
      slipway.undeploy("/s");
      slipway.deploy("/s", w -> w.servlet(Notebook.class, "/*"));
      assertThat(browser.get(slipway, "")).isEqualTo("false hello");
    }
  }

  @Test
  void onlyTheUserOfTheProcessCanReadWhatIsKept() throws Exception {
    try (Slipway slipway = start()) {
      new Client().get(slipway, "note?hello");
    }
    assertThat(kept()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept().get(0))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("sessions"))))
        .isEqualTo("rwx------");
  }

  @Test
  void theUserStaysLoggedIn() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "");
      browser.get(slipway, "login");
      browser.get(slipway, "principal");
    }
    try (Slipway slipway = start()) {
      assertThat(browser.get(slipway, "who")).isEqualTo("alice true");
      assertThat(browser.get(slipway, "user")).isEqualTo("alice");
      assertThat(new Client().get(slipway, "who")).isEqualTo("null false");
    }
  }

  @Test
  void whatCannotBeWrittenIsToldAndLeavesTheRest() throws Exception {
    List<Client> browsers = List.of(new Client(), new Client());
    try (Slipway slipway = start()) {
      for (Client browser : browsers) {
        browser.get(slipway, "note?hello");
        browser.get(slipway, "homebody");
      }
      browsers.get(0).get(slipway, "nested");
    }
    assertThat(log.messages())
        .anyMatch(
            line ->
                line.startsWith("/s: attribute \"homebody\" of 2 sessions was lost")
                    && line.contains("NotSerializableException: " + Homebody.class.getName()))
        .anyMatch(line -> line.startsWith("/s: attribute \"nested\" of 1 session was lost"));
    assertThat(EVENTS).contains("unbound homebody");
    try (Slipway slipway = start()) {
      assertThat(browsers.get(0).get(slipway, "")).isEqualTo("false hello");
      assertThat(browsers.get(1).get(slipway, "")).isEqualTo("false hello");
    }
  }

  @Test
  void aDistributableWebappRefusesWhatCannotBeWritten() throws Exception {
    Path folder = temp.resolve("d");
    WebXml.write(
        folder,
        """
        <distributable/>
        """);
    try (Slipway slipway =
        builder()
            .webapp(
                "/s",
                w ->
                    w.folder(folder)
                        .classLoader(getClass().getClassLoader())
                        .servlet(Notebook.class, "/*"))
            .start()) {
      Client browser = new Client();
      assertThat(browser.get(slipway, "note?hello")).isEmpty();
      assertThat(browser.get(slipway, "homebody"))
          .contains("\"homebody\"")
          .contains("must be Serializable")
          .contains(Homebody.class.getName());
      assertThat(browser.get(slipway, "")).isEqualTo("false hello");
    }
  }

  @Test
  void aSessionWhoseTimeRanOutMeanwhileEndsWithItsEvents() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "note?hello");
      browser.get(slipway, "hurried");
    }
    assertThat(kept()).hasSize(1);
    try (Slipway slipway = start()) {
      await("the end", () -> EVENTS.contains("destroyed with hello"));
      assertThat(browser.get(slipway, "")).isEqualTo("true null");
    }
    assertThat(EVENTS).startsWith("created", "destroyed with hello", "created");
  }

  @Test
  void aDamagedFileIsPutAsideAndCostsNothingElse() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "note?hello");
    }
    Path file = kept().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);
    try (Slipway slipway = start()) {
      assertThat(browser.get(slipway, "")).isEqualTo("true null");
      assertThat(kept())
          .singleElement()
          .satisfies(aside -> assertThat(Files.readAllBytes(aside)).isEqualTo(bytes));
      assertThat(log.messages()).anyMatch(line -> line.contains(file + " only 0 could be read"));
    }
    assertThat(kept()).as("the new one beside it").hasSize(2);
  }

  @Test
  void ofAFileThatIsCutShortTheFirstSessionsGoOn() throws Exception {
    try (Slipway slipway = start()) {
      for (int i = 0; i < 3; i++) {
        new Client().get(slipway, "note?hello");
      }
    }
    Path file = kept().get(0);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
    try (Slipway slipway = start()) {
      assertThat(log.messages()).anyMatch(line -> line.contains("only 2 could be read"));
      assertThat(log.messages()).contains("/s: 2 sessions go on");
    }
  }

  @Test
  void sessionsThatCannotBeKeptEnd() throws Exception {
    try (Slipway slipway = start()) {
      new Client().get(slipway, "note?hello");
      Files.writeString(work.resolve("sessions"), "in the way", StandardCharsets.UTF_8);
    }
    assertThat(EVENTS).containsExactly("created", "destroyed with hello");
    assertThat(log.messages()).contains("/s: its 1 sessions could not be kept");
  }

  @Test
  void aDeploymentThatFailsLosesNoSession() throws Exception {
    Client browser = new Client();
    try (Slipway slipway = start()) {
      browser.get(slipway, "note?hello");
      slipway.undeploy("/s");
      for (boolean early : List.of(true, false)) {
        try {
          slipway.deploy(
              "/s",
              w ->
                  w.onStartup(
                      context -> {
                        if (early) {
                          throw new ServletException("as asked");
                        }
                        context
                            .addServlet(
                                "late",
                                new HttpServlet() {
                                  private static final long serialVersionUID = 1L;

                                  @Override
                                  public void init() throws ServletException {
                                    throw new ServletException("as asked");
                                  }
                                })
                            .setLoadOnStartup(1);
                      }));
          throw new AssertionError("it was deployed");
        } catch (DeploymentException asAsked) {
          assertThat(asAsked).hasMessageContaining("as asked");
        }
      }
      slipway.deploy("/s", w -> w.servlet(Notebook.class, "/*"));
      assertThat(browser.get(slipway, "")).isEqualTo("false hello");
    }
  }

  @Test
  void withoutAFolderToKeepThemInOrWhenToldSoSessionsEnd() throws Exception {
    try (Slipway slipway =
        builder()
            .persistentSessions(false)
            .webapp("/s", w -> w.servlet(Notebook.class, "/*").listener(new Ends()))
            .start()) {
      new Client().get(slipway, "traveller");
    }
    assertThat(EVENTS).containsExactly("created", "destroyed with null");
    assertThat(kept()).isEmpty();
  }

  private static final String BASKET =
      """
      public class Basket implements java.io.Serializable, Runnable {
        private static final long serialVersionUID = %sL;
        public int items = 3;
        public void run() {}
        static class Handler implements java.lang.reflect.InvocationHandler, java.io.Serializable {
          public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return "proxied " + method.getName();
          }
        }
      }
      """;

  private static final String SHOP =
      """
      import jakarta.servlet.annotation.*; import jakarta.servlet.http.*; import java.io.*; import java.util.function.Supplier;
      @WebServlet("/*")
      public class Shop extends HttpServlet {
        interface Greeter { String greet(); }
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
          HttpSession session = request.getSession();
          if (request.getPathInfo().equals("/put")) {
            session.setAttribute("basket", new Basket());
            session.setAttribute("baskets", new Basket[] {new Basket()});
            session.setAttribute("type", int.class);
            session.setAttribute("greeter", java.lang.reflect.Proxy.newProxyInstance(Shop.class.getClassLoader(),
                new Class<?>[] {Greeter.class}, new Basket.Handler()));
          } else {
            Basket basket = (Basket) session.getAttribute("basket");
            response.getWriter().print((basket == null ? "none" : basket.items) + " " + session.getAttribute("type") + " "
                + ((Greeter) session.getAttribute("greeter")).greet());
          }
        }
      }
      """;

  private static void compile(Path folder, long version) throws IOException {
    Javac.compile(
        folder.resolve("WEB-INF/classes"),
        Map.of("Basket", BASKET.formatted(version), "Shop", SHOP));
  }

  @Test
  void classesAndProxiesAreThoseOfTheWebappThatRunsNow() throws Exception {
    Path folder = temp.resolve("shop");
    compile(folder, 1);
    Client browser = new Client();
    try (Slipway slipway = builder().webapp("/s", folder).start()) {
      browser.get(slipway, "put");
      slipway.undeploy("/s");
      slipway.deploy("/s", folder);
      assertThat(browser.get(slipway, "show")).isEqualTo("3 int proxied greet");
      slipway.undeploy("/s");
      compile(folder, 2);
      slipway.deploy("/s", folder);
      assertThat(browser.get(slipway, "show")).isEqualTo("none int proxied greet");
      assertThat(log.messages())
          .anyMatch(
              line ->
                  line.startsWith(
                      "/s: attribute \"basket\" of 1 session was lost when its webapp started: java.io.InvalidClassException"));
    }
  }
}
