package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frameworks as their users use them, all in one process: the webapps of {@code it-tests/apps}. */
class FrameworksIT {
  private static final Path WEBAPPS = Path.of("apps/target/webapps").toAbsolutePath();
  private static final ContentType TEXT = ContentType.create("text/plain", StandardCharsets.UTF_8);

  /**
   * Pages and servlets that are to fail; and what Mojarra's own listener leaves to itself at the
   * end of a request.
   */
  private static final List<String> ON_PURPOSE =
      List.of(
          "POST /spring-mvc/login failed",
          "GET /spring-boot/fail failed",
          "GET /pages/broken.jsp failed",
          "GET /pages/fails.jsp failed",
          "attempting to tear down the Mojarra runtime");

  private static SlipwayProcess process;
  @AutoClose private Http http;

  @BeforeAll
  static void serve() throws Exception {
    assertThat(WEBAPPS).as("what a build of the modules in it-tests/apps leaves").isDirectory();
    process = SlipwayProcess.serving(WEBAPPS);
  }

  @AfterAll
  static void end() throws Exception {
    process.terminate();
    process.exitCode();
    assertThat(process.err().lines())
        .as("what the webapps leave behind, of%n%s", process.err())
        // the one of commons-io waits for the garbage collector
        .noneMatch(l -> l.contains("has stopped but") && !l.contains("FileCleaningTracker"))
        .filteredOn(l -> l.contains(" ERROR "))
        .allMatch(l -> ON_PURPOSE.stream().anyMatch(l::contains));
  }

  @BeforeEach
  void visit() {
    http = new Http();
  }

  @Test
  void facesWithBeansOfTheContainer() throws Exception {
    Http.Answer login = get("/faces/index.xhtml");
    assertThat(login.text()).contains("<title>Log in</title>");
    assertThat(get("/faces/").text()).contains("<title>Log in</title>");
    assertThat(
            postForm(
                    "/faces/index.xhtml",
                    Map.of(
                        "login", "login",
                        "login:name", "",
                        "login:password", "x",
                        "login:go", "Log in",
                        "jakarta.faces.ViewState", viewState(login)))
                .text())
        .contains("A name is needed");
    login = get("/faces/index.xhtml");
    String before = session();
    assertThat(login(login, "ann", "no").text()).contains("Wrong password");
    Http.Answer done = login(login, "ann", "ann!");
    assertThat(done.status()).isEqualTo(302);
    assertThat(session()).isNotEqualTo(before);
    Http.Answer basket = get(done.header("Location"));
    assertThat(basket.text()).contains("Welcome ann, known: true, at /faces");

    Matcher channel = Pattern.compile("jakarta.faces.push/(basket[^']+)'").matcher(basket.text());
    assertThat(channel.find()).as(basket.text()).isTrue();
    Listener pushed = listen("/faces/jakarta.faces.push/" + channel.group(1));
    basket = add(add(basket, "apple"), "pear");
    assertThat(basket.header("Content-Type")).startsWith("text/xml");
    assertThat(basket.text()).contains("<partial-response", "[apple]", "[pear]");
    // the endpoint may hear of its socket after the client
    for (int i = 0; i < 1000 && !pushed.first.isDone(); i++) {
      basket = add(basket, "plum");
    }
    assertThat(pushed.first()).matches("\\{\"data\":\"(apple|pear|plum)\"}");

    Http.Answer uploaded =
        http.post(
            process.uri("/faces/basket.xhtml"),
            MultipartEntityBuilder.create()
                .setCharset(StandardCharsets.UTF_8)
                .addTextBody("files", "files")
                .addTextBody("files:send", "Upload")
                .addTextBody("jakarta.faces.ViewState", viewState(basket))
                .addBinaryBody("files:file", bytes("gr\u00fcn"), TEXT, "list.txt")
                .build());
    assertThat(uploaded.text()).contains("list.txt: gr\u00fcn", "known: true");

    Matcher css = Pattern.compile("href=\"([^\"]*shop.css[^\"]*)\"").matcher(login.text());
    assertThat(css.find()).as(login.text()).isTrue();
    Http.Answer style = get(css.group(1).replace("&amp;", "&"));
    assertThat(style.text()).contains("color: #333");
    assertThat(
            http.get(process.uri(css.group(1)), "If-Modified-Since", style.header("Last-Modified"))
                .status())
        .isEqualTo(304);
    assertThat(
            postForm(
                    "/faces/basket.xhtml",
                    Map.of(
                        "out", "out",
                        "out:go", "Log out",
                        "jakarta.faces.ViewState", viewState(uploaded)))
                .status())
        .isEqualTo(302);
    assertThat(get("/faces/basket.xhtml").text()).contains("known: false");
  }

  private Http.Answer add(Http.Answer page, String item) throws Exception {
    return http.postForm(
        process.uri("/faces/basket.xhtml"),
        Map.of(
            "basket", "basket",
            "basket:item", item,
            "basket:add", "Add",
            "jakarta.faces.partial.ajax", "true",
            "jakarta.faces.source", "basket:add",
            "jakarta.faces.behavior.event", "action",
            "jakarta.faces.partial.execute", "basket",
            "jakarta.faces.partial.render", "basket:items",
            "jakarta.faces.ViewState", viewState(page)),
        "Faces-Request",
        "partial/ajax");
  }

  private Http.Answer login(Http.Answer page, String name, String password) throws Exception {
    return postForm(
        "/faces/index.xhtml",
        Map.of(
            "login",
            "login",
            "login:name",
            name,
            "login:password",
            password,
            "login:go",
            "Log in",
            "jakarta.faces.ViewState",
            viewState(page)));
  }

  private static String viewState(Http.Answer page) {
    Matcher matcher =
        Pattern.compile("jakarta.faces.ViewState[^>]*(?:value=\"|><!\\[CDATA\\[)([^\"\\]]+)")
            .matcher(page.text());
    assertThat(matcher.find()).as(page.text()).isTrue();
    return matcher.group(1);
  }

  @Test
  void springBoot() throws Exception {
    assertThat(get("/spring-boot/open").text()).contains("\"open\":true", "\"text\":\"gr\u00fcn\"");
    Http.Answer stranger = get("/spring-boot/");
    assertThat(stranger.status()).isEqualTo(302);
    assertThat(URI.create(stranger.header("Location")).getPath()).isEqualTo("/spring-boot/login");
    String before = session();
    String form = get("/spring-boot/login").text();
    assertThat(
            postForm(
                    "/spring-boot/login",
                    Map.of("username", "ann", "password", "no", "_csrf", csrf(form)))
                .header("Location"))
        .contains("/spring-boot/login?error");
    Http.Answer login =
        postForm(
            "/spring-boot/login",
            Map.of("username", "ann", "password", "ann!", "_csrf", csrf(form)));
    assertThat(login.status()).isEqualTo(302);
    assertThat(session()).isNotEqualTo(before);
    String forum = get("/spring-boot/").text();
    assertThat(forum).contains("Member: <span>ann</span>", "href=\"/spring-boot/css/forum.css\"");
    assertThat(
            postForm("/spring-boot/posts", Map.of("text", "gr\u00fcn & blau", "_csrf", csrf(forum)))
                .status())
        .isEqualTo(302);
    assertThat(get("/spring-boot/").text()).contains("<li>gr\u00fcn &amp; blau</li>");
    assertThat(postForm("/spring-boot/posts", Map.of("text", "forged")).status()).isEqualTo(403);

    assertThat(get("/spring-boot/slow").text()).isEqualTo("slowly for ann");
    Http.Answer events = get("/spring-boot/events");
    assertThat(events.header("Content-Type")).startsWith("text/event-stream");
    assertThat(events.text()).contains("data:{\"tick\":1}", "data:{\"tick\":3}");
    assertThat(
            http.post(
                    process.uri("/spring-boot/upload"),
                    file("file", "a.txt", "gr\u00fcn"),
                    "X-CSRF-TOKEN",
                    csrf(forum))
                .text())
        .isEqualTo("a.txt: gr\u00fcn");
    assertThat(
            http.post(
                    process.uri("/spring-boot/upload"),
                    file("file", "big.txt", "x".repeat(200_000)),
                    "X-CSRF-TOKEN",
                    csrf(forum))
                .status())
        .isEqualTo(413);
    assertThat(http.get(process.uri("/spring-boot/fail"), "Accept", "application/json").text())
        .contains("\"status\":500", "\"path\":\"/spring-boot/fail\"");
    assertThat(http.get(process.uri("/spring-boot/none"), "Accept", "application/json").text())
        .contains("\"status\":404");
    isNotSentTwice("/spring-boot/css/forum.css", "margin");

    Listener chat = listen("/spring-boot/chat");
    chat.socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
    assertThat(chat.first()).isEqualTo("ann: hello");
  }

  private static String csrf(String page) {
    Matcher matcher = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(page);
    assertThat(matcher.find()).as(page).isTrue();
    return matcher.group(1);
  }

  @Test
  void springMvc() throws Exception {
    assertThat(postForm("/spring-mvc/login", Map.of("name", "ann", "password", "no")).status())
        .isEqualTo(500);
    Http.Answer login = postForm("/spring-mvc/login", Map.of("name", "ann", "password", "ann!"));
    assertThat(login.status()).isEqualTo(302);
    postForm("/spring-mvc/notes", Map.of("note", "gr\u00fcn"));
    assertThat(get("/spring-mvc/").text())
        .contains("User: ann", "Notes: [gr\u00fcn]", "Root: /spring-mvc");
    assertThat(get("/spring-mvc/deferred").text()).isEqualTo("later");
    assertThat(get("/spring-mvc/callable/bob").text()).isEqualTo("called bob");
    assertThat(get("/spring-mvc/never").text()).isEqualTo("too late");
    assertThat(get("/spring-mvc/events").text())
        .contains("event:tick\ndata:tick 1\n", "data:tick 3\n");
    assertThat(
            http.post(process.uri("/spring-mvc/upload?note=n"), file("file", "a.txt", "gr\u00fcn"))
                .text())
        .isEqualTo("n a.txt: gr\u00fcn");
    isNotSentTwice("/spring-mvc/static/plain.txt", "plain text");
    isNotSentTwice("/spring-mvc/cached/plain.txt", "plain text");
    assertThat(get("/spring-mvc/nothing").status()).isEqualTo(404);
  }

  @Test
  void jersey() throws Exception {
    URI book = process.uri("/jersey/api/books/1");
    Http.Answer created =
        http.send(
            org.apache.hc.core5.http.io.support.ClassicRequestBuilder.put(book)
                .setEntity(
                    "{\"title\":\"Gr\u00fcn\",\"year\":1999}", ContentType.APPLICATION_JSON));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo(book.toString());
    Http.Answer found = http.get(book);
    assertThat(found.text()).contains("\"title\":\"Gr\u00fcn\"");
    assertThat(http.get(book, "If-None-Match", found.header("ETag")).status()).isEqualTo(304);
    assertThat(get("/jersey/api/books/2").status()).isEqualTo(404);
    assertThat(
            postForm("/jersey/api/books/login", Map.of("name", "ann", "password", "no")).status())
        .isEqualTo(401);
    assertThat(
            postForm("/jersey/api/books/login", Map.of("name", "ann", "password", "ann!")).text())
        .isEqualTo("welcome ann");
    assertThat(get("/jersey/api/books/reader").text()).isEqualTo("ann");
    assertThat(get("/jersey/api/books/later").text()).isEqualTo("later");
    assertThat(get("/jersey/api/books/events").text())
        .contains("event: tick\ndata: 1\n", "data: 3\n");
    assertThat(
            http.post(process.uri("/jersey/api/books/upload"), file("file", "a.txt", "text"))
                .text())
        .isEqualTo("a.txt: text");
    assertThat(get("/jersey/api/application.wadl").status()).isIn(200, 404);
    isNotSentTwice("/jersey/index.html", "Library");
  }

  @Test
  void struts() throws Exception {
    String form = http.get(process.uri("/struts/index"), "Accept-Language", "de").text();
    assertThat(form)
        .contains("<title>Anmelden</title>", "action=\"/struts/login.action;jsessionid=");
    assertThat(get("/struts/desk").header("Location")).endsWith("/struts/index.action");
    assertThat(postForm("/struts/login", Map.of("name", "ann", "password", "no")).text())
        .contains("That is not the password of ann");
    Http.Answer login = postForm("/struts/login", Map.of("name", "ann", "password", "ann!"));
    assertThat(login.status()).isEqualTo(302);
    assertThat(login.header("Location")).endsWith("/struts/desk.action");
    assertThat(get("/struts/desk").text())
        .contains("Desk of ann", "<li>first</li><li>second</li>", "EL: ann");
    assertThat(
            http.post(
                    process.uri("/struts/upload"),
                    MultipartEntityBuilder.create()
                        // Struts takes no charset in front of the boundary
                        .setContentType(ContentType.create("multipart/form-data"))
                        .setBoundary("boundary")
                        .addTextBody("note", "a note")
                        .addBinaryBody("file", bytes("some text"), TEXT, "a.txt")
                        .build())
                .text())
        .contains("a note", "a.txt: some text");
    isNotSentTwice("/struts/css/desk.css", "margin");
    assertThat(get("/struts/static/utils.js").status()).isEqualTo(200);
    logs("log4j INFO LoginAction: ann has logged in");
  }

  @Test
  void wicket() throws Exception {
    Http.Answer page = follow(get("/wicket/"));
    assertThat(page.text()).contains("<title>Guest book</title>");
    String action = found("action=\"([^\"]+)\"", page.text());
    page = follow(postForm("/wicket/" + action, Map.of("p::name", "ann", "password", "no")));
    assertThat(page.text()).contains("Wrong password");
    action = found("action=\"([^\"]+)\"", page.text());
    page = follow(postForm("/wicket/" + action, Map.of("p::name", "ann", "password", "ann!")));
    assertThat(page.text()).contains("<span>ann</span>");
    String more = found("\"u\":\"([^\"]+)\"", page.text());
    Http.Answer ajax =
        http.get(
            process.uri("/wicket/").resolve(more),
            "Wicket-Ajax",
            "true",
            "Wicket-Ajax-BaseURL",
            "book");
    assertThat(ajax.text()).contains("<ajax-response>", ">1</span>");
    action = found("action=\"([^\"]+)\"", page.text());
    page =
        follow(
            http.post(process.uri("/wicket/").resolve(action), file("file", "a.txt", "some text")));
    assertThat(page.text()).contains("a.txt: some text", ">1</span>");
    String script = found("src=\"([^\"]*wicket-ajax[^\"]*)\"", page.text());
    Http.Answer js = http.get(process.uri("/wicket/").resolve(script));
    assertThat(js.header("Content-Type")).contains("javascript");
    isNotSentTwice("/wicket/hello.txt", "hello from a file");
  }

  /** Wicket redirects to a page after each post. */
  private Http.Answer follow(Http.Answer answer) throws Exception {
    Http.Answer at = answer;
    for (int i = 0; i < 3 && at.status() == 302; i++) {
      at = http.get(process.uri("/wicket/").resolve(at.header("Location")));
    }
    assertThat(at.status()).as(at.text()).isEqualTo(200);
    return at;
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1).replace("&amp;", "&").replaceFirst("^\\./", "");
  }

  @Test
  void pagesWithTheStandardTagLibrary() throws Exception {
    Http.Answer menu = get("/pages/menu");
    assertThat(menu.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(menu.text())
        .contains(
            "<title>2 dishes</title>",
            "<p>1. Soup &amp; bread: 4,50</p>",
            "<p>2. Cr\u00eape: 6,25</p>",
            "feast 10.75",
            "page of Menu")
        .containsPattern("/pages/menu(;jsessionid=[\\w-]+)?\\?q=a\\+b");
    assertThat(get("/pages/old.jsp").text().strip()).isEqualTo("1,2,3");
    assertThat(get("/pages/doc.jspx").text()).contains("<n>1</n><n>2</n>");
    assertThat(get("/pages/doc.jspx").header("Content-Type")).startsWith("application/xml");
    assertThat(get("/pages/broken.jsp").status()).isEqualTo(500);
    logs("in the jsp file: [/broken.jsp]");
    assertThat(get("/pages/fails.jsp").status()).isEqualTo(500);
    logs("[/fails.jsp] at line [5]");
    assertThat(get("/pages/none.jsp").status()).isEqualTo(404);
    assertThat(get("/pages/WEB-INF/menu.jsp").status()).isEqualTo(404);
  }

  @Test
  void anEngineForPagesThatTheWebappBringsIsUsed() throws Exception {
    assertThat(get("/wasp/sum.jsp").text().strip())
        .isEqualTo("1 4 9 org.glassfish.wasp.runtime.HttpJspBase");
  }

  @Test
  void tyrusInTheWebappAndWebSocketByTheContainer() throws Exception {
    Listener chat = listen("/tyrus/chat/blue");
    chat.socket.sendText("hello", true).get(20, TimeUnit.SECONDS);
    assertThat(chat.first()).isEqualTo("blue: hello");
    assertThat(get("/tyrus/ask").text()).isEqualTo("own: hello");
    isNotSentTwice("/tyrus/index.html", "Chat");
  }

  @ParameterizedTest
  @CsvSource({"weld,org.jboss.weld.", "openwebbeans,org.apache.webbeans."})
  void aCdiThatTheWebappBringsIsAloneWithIt(String webapp, String implementation) throws Exception {
    String hello = "/" + webapp + "/hello";
    assertThat(get(hello + "?name=ann").text())
        .startsWith("hello ann, visit 1, made 1, own true " + implementation);
    assertThat(get(hello).text()).startsWith("hello nobody, visit 2, made 1,");
    try (Http other = new Http()) {
      assertThat(other.get(process.uri(hello)).text()).startsWith("hello nobody, visit 1,");
    }
  }

  private static void logs(String text) throws Exception {
    assertThat(process.logs(text)).as("%s in%n%s", text, process.err()).isTrue();
  }

  private Http.Answer get(String path) throws Exception {
    return http.get(process.uri(path));
  }

  private Http.Answer postForm(String path, Map<String, String> fields) throws Exception {
    return http.postForm(process.uri(path), fields);
  }

  private void isNotSentTwice(String path, String text) throws Exception {
    Http.Answer answer = get(path);
    assertThat(answer.text()).contains(text);
    String tag = answer.header("ETag");
    String[] condition =
        tag.isEmpty()
            ? new String[] {"If-Modified-Since", answer.header("Last-Modified")}
            : new String[] {"If-None-Match", tag};
    assertThat(http.get(process.uri(path), condition).status()).as(path).isEqualTo(304);
  }

  private String session() {
    return http.cookies.getCookies().stream()
        .filter(c -> c.getName().equals("JSESSIONID"))
        .map(c -> c.getValue())
        .collect(Collectors.joining());
  }

  private static HttpEntity file(String field, String name, String text) {
    return MultipartEntityBuilder.create().addBinaryBody(field, bytes(text), TEXT, name).build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A socket with this visitor's cookies. */
  private Listener listen(String path) throws Exception {
    URI uri = process.uri(path);
    Listener listener = new Listener();
    String cookies =
        http.cookies.getCookies().stream()
            .filter(c -> path.startsWith(c.getPath()))
            .map(c -> c.getName() + "=" + c.getValue())
            .collect(Collectors.joining("; "));
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (!cookies.isEmpty()) {
      builder.header("Cookie", cookies);
    }
    URI ws = URI.create("ws" + uri.toString().substring("http".length()));
    listener.socket = builder.buildAsync(ws, listener).get(20, TimeUnit.SECONDS);
    return listener;
  }

  private static final class Listener implements WebSocket.Listener {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      first.complete(data.toString());
      from.request(1);
      return null;
    }

    String first() throws Exception {
      return first.get(20, TimeUnit.SECONDS);
    }
  }
}
