package io.slipway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.spi.PageOptions;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.MessageFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  @TempDir Path webapp;
  private @Nullable Slipway slipway;

  @AfterEach
  void stop() {
    if (slipway != null) {
      slipway.close();
    }
  }

  private void file(String name, String text) throws IOException {
    Path file = webapp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private HttpResponse<String> get(String path) throws Exception {
    if (slipway == null) {
      slipway = Slipway.builder().port(0).webapp("/app", webapp).start();
    }
    URI uri = slipway.uri("/app" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPageIsCompiledAndRun() throws Exception {
    file(
        "a.jsp",
        "<%@ page contentType=\"text/plain; charset=UTF-8\" %>sum ${1 + 2} <%= request.getParameter(\"q\") %>");
    HttpResponse<String> response = get("/a.jsp?q=x");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("sum 3 x");
    assertThat(response.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
        .isEqualToIgnoringCase("text/plain;charset=UTF-8");
  }

  private static String sharedTags(String handler) {
    return """
        <taglib xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
          <tlib-version>1</tlib-version><short-name>s</short-name><uri>urn:shared</uri>
          <tag><name>loader</name><tag-class>%s</tag-class><body-content>empty</body-content></tag>
        </taglib>
        """
        .formatted(handler);
  }

  /** With its handler, and with its descriptor where that is not null. */
  private static Path tagJar(Path folder, @Nullable String descriptor) throws IOException {
    Path jar = folder.resolve("tags.jar");
    String name = SharedTag.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = Objects.requireNonNull(SharedTag.class.getResourceAsStream("/" + name))) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
      if (descriptor != null) {
        out.putNextEntry(new JarEntry("META-INF/s.tld"));
        out.write(descriptor.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  /** Such as those of a portal, which its portlets' webapps share. */
  @ParameterizedTest
  @ValueSource(strings = {"/WEB-INF/shared.tld", "urn:shared"})
  void aTagOfASharedLibraryWorks(String uri, @TempDir Path libraries) throws Exception {
    String tags = sharedTags(SharedTag.class.getName());
    file("WEB-INF/shared.tld", tags.replace("urn:shared", "urn:own"));
    file("s.jsp", "<%@ taglib prefix=\"s\" uri=\"" + uri + "\" %><s:loader/>");
    Path jar = tagJar(libraries, uri.startsWith("urn:") ? tags : null);
    slipway =
        Slipway.builder().port(0).sharedLibraries(List.of(jar)).webapp("/app", webapp).start();
    assertThat(get("/s.jsp").body()).isEqualTo("slipway-libraries");
  }

  /** As {@code --classes} gives it: the folder of a project of its own that is a jar later. */
  @Test
  void aTagOfAFolderOfClassesOutsideOfTheWebappWorks(@TempDir Path classes) throws Exception {
    tagFolder(classes);
    file("s.jsp", "<%@ taglib prefix=\"s\" uri=\"urn:shared\" %><s:loader/>");
    slipway =
        Slipway.builder()
            .port(0)
            .webapp("/app", app -> app.folder(webapp).classes(classes))
            .start();
    assertThat(get("/s.jsp").body()).isEqualTo("webapp /app");
  }

  @Test
  void aTagOfWebInfClassesWorks() throws Exception {
    tagFolder(webapp.resolve("WEB-INF/classes"));
    file("s.jsp", "<%@ taglib prefix=\"s\" uri=\"urn:shared\" %><s:loader/>");
    assertThat(get("/s.jsp").body()).isEqualTo("webapp /app");
  }

  private static void tagFolder(Path classes) throws IOException {
    String name = SharedTag.class.getName().replace('.', '/') + ".class";
    Path file = classes.resolve(name);
    Files.createDirectories(file.getParent());
    try (InputStream in = Objects.requireNonNull(SharedTag.class.getResourceAsStream("/" + name))) {
      Files.copy(in, file);
    }
    Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(classes.resolve("META-INF/s.tld"), sharedTags(SharedTag.class.getName()));
  }

  /** As {@code --lib} gives it. */
  @Test
  void aTagOfALibraryOutsideOfTheWebappWorks(@TempDir Path libraries) throws Exception {
    Path jar = tagJar(libraries, sharedTags(SharedTag.class.getName()));
    file("s.jsp", "<%@ taglib prefix=\"s\" uri=\"urn:shared\" %><s:loader/>");
    slipway =
        Slipway.builder().port(0).webapp("/app", app -> app.folder(webapp).library(jar)).start();
    assertThat(get("/s.jsp").body()).isEqualTo("webapp /app");
  }

  @Test
  void aTagFileAndAFunctionWork() throws Exception {
    file("WEB-INF/tags/hi.tag", "<%@ attribute name=\"to\" %>Hello ${to}!");
    file("b.jsp", "<%@ taglib prefix=\"t\" tagdir=\"/WEB-INF/tags\" %><t:hi to=\"you\"/>");
    assertThat(get("/b.jsp").body()).isEqualTo("Hello you!");
  }

  @Test
  void aGroupOfPagesSaysWhichFilesArePages() throws Exception {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <welcome-file-list><welcome-file>index.txt</welcome-file></welcome-file-list>
          <jsp-config>
            <jsp-property-group>
              <url-pattern>*.thing</url-pattern>
              <default-content-type>text/plain</default-content-type>
            </jsp-property-group>
            <jsp-property-group>
              <url-pattern>/pages/*</url-pattern>
            </jsp-property-group>
            <jsp-property-group>
              <url-pattern>/one.txt</url-pattern>
            </jsp-property-group>
          </jsp-config>
        </web-app>
        """);
    for (String name : List.of("a.thing", "pages/sub/b.txt", "pages/index.txt", "one.txt")) {
      file(name, "${1 + 1}");
    }
    file("plain.txt", "${1 + 1}");
    HttpResponse<String> thing = get("/a.thing");
    assertThat(thing.body()).isEqualTo("2");
    assertThat(thing.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(get("/pages/sub/b.txt").body()).isEqualTo("2");
    assertThat(get("/pages/").body()).isEqualTo("2");
    assertThat(get("/pages/sub/").statusCode()).isEqualTo(404);
    assertThat(get("/pages").statusCode()).isEqualTo(302);
    assertThat(get("/one.txt").body()).isEqualTo("2");
    assertThat(get("/plain.txt").body()).isEqualTo("${1 + 1}");
  }

  @Test
  void aGroupOfAllPathsShowsNothingThatIsHidden() throws Exception {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <jsp-config>
            <jsp-property-group><url-pattern>/*</url-pattern></jsp-property-group>
          </jsp-config>
        </web-app>
        """);
    file("index.jsp", "${1 + 1}");
    assertThat(get("/").body()).isEqualTo("2");
    assertThat(get("/WEB-INF/web.xml").statusCode()).isEqualTo(404);
  }

  /** A record would answer by its components, and by nothing else, since EL 6.0. */
  @Test
  void expressionsReadTheObjectsOfTheContainer() throws Exception {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <servlet><servlet-name>page</servlet-name><jsp-file>/o.jsp</jsp-file></servlet>
          <servlet-mapping>
            <servlet-name>page</servlet-name><url-pattern>/p/*</url-pattern>
          </servlet-mapping>
          <jsp-config>
            <taglib><taglib-uri>urn:a</taglib-uri><taglib-location>/a.tld</taglib-location></taglib>
            <jsp-property-group><url-pattern>/o.jsp</url-pattern></jsp-property-group>
          </jsp-config>
        </web-app>
        """);
    file(
        "o.jsp",
        "${pageContext.servletConfig.servletName} "
            + "${pageContext.request.httpServletMapping.matchValue} "
            + "${pageContext.request.httpServletMapping.mappingMatch} "
            + "${pageContext.request.servletConnection.secure} "
            + "${pageContext.request.servletConnection.protocol} "
            + "${pageContext.servletContext.jspConfigDescriptor.taglibs.stream()"
            + ".map(t -> t.taglibURI).toList()} "
            + "${pageContext.servletContext.jspConfigDescriptor.jspPropertyGroups.stream()"
            + ".map(g -> g.urlPatterns).toList()}");
    assertThat(get("/p/x").body()).isEqualTo("page x PATH false http/1.1 [urn:a] [[/o.jsp]]");
  }

  /** Also in a folder that a link leads to. */
  @ParameterizedTest
  @ValueSource(strings = {"WEB-INF/tlds", "tags"})
  void theListenerOfATagLibraryHearsOfTheStart(String folder) throws Exception {
    Files.createDirectories(webapp.resolve("WEB-INF/tlds"));
    Files.createSymbolicLink(webapp.resolve("WEB-INF/tlds/link"), Path.of("../../tags"));
    file(
        folder + "/heard.tld",
        """
        <taglib xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
          <tlib-version>1.0</tlib-version><short-name>h</short-name><uri>urn:heard</uri>
          <listener><listener-class>%s</listener-class></listener>
        </taglib>
        """
            .formatted(Heard.class.getName()));
    file("h.jsp", "${applicationScope.heard}");
    slipway =
        Slipway.builder()
            .port(0)
            .webapp("/app", app -> app.folder(webapp).classLoader(getClass().getClassLoader()))
            .start();
    assertThat(get("/h.jsp").body()).isEqualTo("yes");
  }

  /** The listener that a tag library declares. */
  public static final class Heard implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      event.getServletContext().setAttribute("heard", "yes");
    }
  }

  @Test
  void aWebappWithoutTagLibrariesDoesNotLookForThem() throws Exception {
    AtomicReference<Object> known = new AtomicReference<>();
    slipway =
        Slipway.builder()
            .port(0)
            .webapp(
                "/app",
                app ->
                    app.folder(webapp)
                        .onStartup(
                            context ->
                                known.set(
                                    context.getAttribute("org.apache.jasper.compiler.TldCache"))))
            .start();
    file("a.jsp", "${1 + 1}");
    assertThat(known.get()).isNull();
    assertThat(get("/a.jsp").body()).isEqualTo("2");
  }

  @Test
  void aPageInXmlSyntaxWorks() throws Exception {
    file(
        "c.jspx",
        "<jsp:root xmlns:jsp=\"http://java.sun.com/JSP/Page\" version=\"2.0\">"
            + "<jsp:directive.page contentType=\"text/plain\"/><jsp:text>${2 * 21}</jsp:text></jsp:root>");
    assertThat(get("/c.jspx").body()).isEqualTo("42");
  }

  @Test
  void aWelcomePageIsAPage() throws Exception {
    file("index.jsp", "start ${pageContext.request.contextPath}");
    assertThat(get("/").body()).isEqualTo("start /app");
  }

  @Test
  void aJspFileIsAServlet() throws Exception {
    file("WEB-INF/p.jsp", "page ${initParam.x} <%= config.getInitParameter(\"y\") %>");
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <context-param><param-name>x</param-name><param-value>1</param-value></context-param>
          <servlet><servlet-name>p</servlet-name><jsp-file>/WEB-INF/p.jsp</jsp-file>
            <init-param><param-name>y</param-name><param-value>2</param-value></init-param></servlet>
          <servlet-mapping><servlet-name>p</servlet-name><url-pattern>/p</url-pattern></servlet-mapping>
        </web-app>
        """);
    assertThat(get("/p").body()).isEqualTo("page 1 2");
  }

  @Test
  void aChangedPageIsCompiledAgain() throws Exception {
    file("d.jsp", "one");
    Files.setLastModifiedTime(
        webapp.resolve("d.jsp"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(get("/d.jsp").body()).isEqualTo("one");
    file("d.jsp", "two");
    long end = System.nanoTime() + 20_000_000_000L;
    String body = get("/d.jsp").body();
    while (!body.equals("two") && System.nanoTime() < end) {
      Thread.onSpinWait();
      body = get("/d.jsp").body();
    }
    assertThat(body).isEqualTo("two");
  }

  /** Jasper looks every four seconds, and would miss the page's class until then. */
  @Test
  void aPageThatDoesNotCompileIsServedAsSoonAsItIsMended() throws Exception {
    file("broken.jsp", "<%= nothing( %>");
    assertThat(get("/broken.jsp").statusCode()).isEqualTo(500);
    file("broken.jsp", "mended");
    assertThat(get("/broken.jsp").body()).isEqualTo("mended");
  }

  @Test
  void aPageThatDoesNotCompileIsAnErrorWithoutItsSource() throws Exception {
    file("e.jsp", "<% int secretName = ; %>");
    HttpResponse<String> response = get("/e.jsp");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secretName");
  }

  private static final String WHOSE =
      "sum ${1 + 2} <%= getClass().getSuperclass().getClassLoader() %>"
          + " <%= jakarta.servlet.jsp.JspFactory.getDefaultFactory().getClass().getClassLoader() %>";

  private void bringJasper() throws IOException {
    Path lib = Files.createDirectories(webapp.resolve("WEB-INF/lib"));
    List<Path> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> path.getFileName().toString().matches("(tomcat|ecj)-.*\\.jar"))
            .toList();
    assertThat(jars).hasSizeGreaterThan(4);
    for (Path jar : jars) {
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
  }

  private void declareJasper() throws IOException {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <servlet><servlet-name>pages</servlet-name>
            <servlet-class>org.apache.jasper.servlet.JspServlet</servlet-class></servlet>
          <servlet-mapping><servlet-name>pages</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
        </web-app>
        """);
  }

  private String ofTheContainer() {
    ClassLoader container = getClass().getClassLoader();
    return "sum 3 " + container + " " + container;
  }

  /** As Spring Boot's WARs have it. */
  @Test
  void aWebappsOwnCopyOfJasperIsLeftAside() throws Exception {
    bringJasper();
    file("a.jsp", WHOSE);
    assertThat(get("/a.jsp").body()).isEqualTo(ofTheContainer());
  }

  /** The classes that Jasper reads them into are in that copy too. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tagLibrariesBesideAWebappsOwnCopyOfJasperAreRead(boolean declared) throws Exception {
    bringJasper();
    if (declared) {
      declareJasper();
    }
    tagJar(webapp.resolve("WEB-INF/lib"), sharedTags(SharedTag.class.getName()));
    file("s.jsp", "<%@ taglib prefix=\"s\" uri=\"urn:shared\" %><s:loader/>");
    assertThat(get("/s.jsp").body()).contains("webapp /app");
  }

  @Test
  void aWebappThatBringsAnEngineAndDeclaresItUsesIt() throws Exception {
    bringJasper();
    declareJasper();
    file("a.jsp", WHOSE);
    assertThat(get("/a.jsp").body()).matches("sum 3 (\\S*WebappClassLoader\\S*) \\1");
    Path other = Files.createDirectories(webapp.resolve("other"));
    Files.writeString(other.resolve("a.jsp"), WHOSE);
    try (Slipway beside = Slipway.builder().port(0).webapp("/", other).start()) {
      URI uri = beside.uri("/a.jsp");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo(ofTheContainer());
    }
  }

  /** As webapps made for Tomcat do. */
  @Test
  void aWebappMayDeclareTheServletOfTheContainersJasper() throws Exception {
    declareJasper();
    file("a.jsp", WHOSE);
    assertThat(get("/a.jsp").body()).isEqualTo(ofTheContainer());
  }

  @Test
  void aPageThatIsNotThereIs404() throws Exception {
    assertThat(get("/none.jsp").statusCode()).isEqualTo(404);
  }

  @Test
  void aMappingOfTheWebappComesFirst() throws Exception {
    file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <servlet-mapping><servlet-name>default</servlet-name><url-pattern>*.jsp</url-pattern></servlet-mapping>
        </web-app>
        """);
    file("f.jsp", "<% x %>");
    assertThat(get("/f.jsp").body()).doesNotContain("<%");
  }

  @Test
  void eachPageThatCannotBeCompiledIsSaidOnce() throws Exception {
    file("a.jsp", "<%= foo %>");
    file("b.jsp", "<% if (");
    SlipwayBuilder builder =
        Slipway.builder().port(0).pages(new PageOptions(true, true)).webapp("/app", webapp);

    DeploymentException failure = catchThrowableOfType(DeploymentException.class, builder::start);

    assertThat(failure.problems())
        .extracting(p -> p.at().toString())
        .containsExactlyInAnyOrder("/a.jsp", "/b.jsp");
    assertThat(failure.getMessage())
        .containsOnlyOnce("foo cannot be resolved")
        .containsOnlyOnce("/b.jsp (line")
        .doesNotContain("Stacktrace", "JasperException");
    assertThat(failure).as("nobody needs a stack trace for it").hasNoCause();
  }

  @Test
  void allPagesAreCompiledAtTheDeploymentWhereThatIsAskedFor(@TempDir Path work) throws Exception {
    file("a.jsp", "${1 + 1}");
    file("WEB-INF/b.jsp", "fine\n<% int one = \"two\"; %>");
    SlipwayBuilder builder =
        Slipway.builder().port(0).pages(new PageOptions(true, true)).webapp("/app", webapp);
    assertThatThrownBy(builder::start)
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining("/WEB-INF/b.jsp")
        // in the digits of the language
        .hasMessageContaining(MessageFormat.format("line: [{0}]", 2));
    file("WEB-INF/b.jsp", "fine");
    slipway =
        Slipway.builder()
            .port(0)
            .workDirectory(work)
            .pages(new PageOptions(true, true))
            .webapp("/app", webapp)
            .start();
    try (Stream<Path> files = Files.walk(work)) {
      assertThat(files.map(f -> String.valueOf(f.getFileName())))
          .contains("a_jsp.class", "b_jsp.class");
    }
    assertThat(get("/a.jsp").body()).isEqualTo("2");
  }

  @Test
  void aChangedPageIsLeftAsItIsWhereThatIsAskedFor() throws Exception {
    file("a.jsp", "before");
    slipway =
        Slipway.builder()
            .port(0)
            .pages(new PageOptions(false, false))
            .webapp("/app", webapp)
            .start();
    assertThat(get("/a.jsp").body()).isEqualTo("before");
    file("a.jsp", "after");
    Files.setLastModifiedTime(
        webapp.resolve("a.jsp"), FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(get("/a.jsp").body()).isEqualTo("before");
  }
}
