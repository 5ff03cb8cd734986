package io.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slipway.CapturedLog;
import io.slipway.DeploymentException;
import io.slipway.Javac;
import io.slipway.Slipway;
import io.slipway.WebXml;
import io.slipway.WebappBuilder;
import io.slipway.model.Problem;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.LogRecord;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a webapp that cannot start for want of classes. */
class StartProblemsTest {
  @TempDir Path folder;
  @TempDir Path elsewhere;

  /** As a library does that was made for another server. */
  public static final class NeedsMore implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
      Missing.touch();
    }
  }

  /** Stays behind when the initializer is copied into a webapp. */
  static final class Missing {
    static void touch() {}
  }

  private static DeploymentException failure(Consumer<WebappBuilder> webapp) {
    return catchThrowableOfType(
        DeploymentException.class,
        () -> Slipway.builder().port(0).webapp("/w", webapp).start().close());
  }

  private DeploymentException failure() {
    return failure(w -> w.folder(folder));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void everyMissingClassIsToldAtItsDeclaration() throws IOException {
    WebXml.write(
        folder,
        """
        <filter><filter-name>dump</filter-name>
          <filter-class>org.apache.catalina.filters.RequestDumperFilter</filter-class></filter>
        <listener><listener-class>app.Misspelt</listener-class></listener>
        <servlet><servlet-name>later</servlet-name><servlet-class>app.Later</servlet-class></servlet>
        """);

    List<Problem> errors =
        failure().problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();

    assertThat(errors).extracting(Problem::code).containsOnly("class-not-found");
    assertThat(errors)
        .extracting(p -> p.at().toString())
        .containsExactly("WEB-INF/web.xml:4", "WEB-INF/web.xml:2");
    assertThat(errors.get(0).message()).contains("app.Misspelt of a listener");
    assertThat(errors.get(1).message()).contains("RequestDumperFilter of the filter \"dump\"");
    assertThat(errors.get(1).fix()).contains("a part of Tomcat");
  }

  @Test
  void whatIsWrongWithDescriptorClassesAndNamesIsToldTogether() throws IOException {
    WebXml.write(
        folder,
        """
        <servlet-mapping><servlet-name>nobody</servlet-name><url-pattern>/x</url-pattern></servlet-mapping>
        <listener><listener-class>app.Misspelt</listener-class></listener>
        <env-entry><env-entry-name>most</env-entry-name>
          <env-entry-type>java.lang.Integer</env-entry-type><env-entry-value>many</env-entry-value></env-entry>
        <data-source><name>java:comp/env/jdbc/a</name><class-name>app.NoDriver</class-name></data-source>
        """);

    assertThat(failure().problems())
        .extracting(p -> p.code() + "@" + p.at())
        .containsExactly(
            "mapping-of-unknown-servlet@WEB-INF/web.xml:2",
            "class-not-found@WEB-INF/web.xml:3",
            "bad-env-entry@WEB-INF/web.xml:4",
            "bad-data-source@WEB-INF/web.xml:6");
  }

  /** As Docker makes it for a mount whose file is not there. */
  @Test
  void aDescriptorThatIsAFolderIsTold() throws IOException {
    Files.createDirectories(folder.resolve("WEB-INF/web.xml"));

    assertThat(failure().problems())
        .singleElement()
        .hasToString(
            "WEB-INF/web.xml: This is a folder and not a file (put the descriptor in its place, or remove it)");
  }

  /** What is in a closed folder would seem not to be there: a webapp without its constraints. */
  @ParameterizedTest
  @CsvSource({
    "WEB-INF, WEB-INF, rw-------",
    "WEB-INF/web.xml, WEB-INF/web.xml, ---------",
    "WEB-INF/lib, WEB-INF/lib, rw-------",
    "WEB-INF/lib, WEB-INF/lib, --x------",
    "WEB-INF/classes, WEB-INF/classes, ---------",
    "WEB-INF/classes/app, WEB-INF/classes, ---------",
    "WEB-INF/classes/app/C.class, WEB-INF/classes, ---------",
  })
  void whatMayNotBeReadIsTold(String name, String at, String permissions) throws IOException {
    Path own = Files.createFile(elsewhere.resolve("own"));
    Files.setPosixFilePermissions(own, Set.of());
    assumeFalse(Files.isReadable(own), "a superuser reads all");
    WebXml.write(folder, "");
    write("WEB-INF/lib/notes.txt", "");
    write(name.endsWith(".class") ? name : "WEB-INF/classes/app/notes.txt", "");
    Path closed = folder.resolve(name);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(permissions));
    try {
      assertThat(failure().problems())
          .singleElement()
          .satisfies(p -> assertThat(p.code()).isEqualTo(Problem.UNREADABLE_FILE))
          .satisfies(p -> assertThat(p.at()).hasToString(at))
          .satisfies(p -> assertThat(p.message()).contains(closed.toString()))
          .satisfies(p -> assertThat(p.fix()).contains("permissions"));
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** The class may be a filter that lets nobody in. */
  @Test
  void aClassThatCannotBeReadIsAnError() throws IOException {
    Path unreadable = Path.of("/proc/self/mem");
    assumeTrue(Files.isRegularFile(unreadable));
    Path classes = Files.createDirectories(folder.resolve("WEB-INF/classes"));
    Files.createSymbolicLink(classes.resolve("C.class"), unreadable);

    assertThat(failure().problems())
        .singleElement()
        .satisfies(p -> assertThat(p.code()).isEqualTo(Problem.UNREADABLE_FILE))
        .satisfies(p -> assertThat(p.message()).contains("C.class"));
  }

  /** Reasons come first and warnings are called so: only the former keep it from running. */
  @Test
  void whatOnlyWarnsIsToldApart() throws IOException {
    WebXml.write(
        folder,
        """
        <servlet><servlet-name>later</servlet-name><servlet-class>app.Later</servlet-class></servlet>
        <listener><listener-class>app.Misspelt</listener-class></listener>
        """);

    String text = failure().getMessage();

    assertThat(text.lines().map(line -> line.replaceFirst(": .*", "")))
        .containsExactly("/w was not deployed:", "  WEB-INF/web.xml:3", "  warning");
    assertThat(text).contains("  warning: WEB-INF/web.xml:2: ");
  }

  @Test
  void aWarThatIsCutOffIsCalledSo() throws IOException {
    write("cut.war", "PK");
    Path war = folder.resolve("cut.war");

    DeploymentException failure = failure(w -> w.folder(war));

    assertThat(failure.problems())
        .singleElement()
        .asString()
        .startsWith(war + ": This is not a WAR, or not all of one: ");
    assertThat(failure).as("nobody needs a stack trace for it").hasNoCause();
  }

  /** Gradle writes such archives: the last of them counts, as where one is unpacked by hand. */
  @Test
  void aWarMayHaveAnEntryTwice() throws IOException {
    Path war = folder.resolve("twice.war");
    write("twice.war", "");
    byte[] archive = archive("a.html", "1", "b.html", "2");
    for (int i = 0; i + 6 < archive.length; i++) {
      if (new String(archive, i, 6, StandardCharsets.US_ASCII).equals("b.html")) {
        archive[i] = 'a';
      }
    }
    Files.write(war, archive);
    Path unpacked = elsewhere.resolve("war");

    WarFile.unpack(war, unpacked);

    assertThat(unpacked.resolve("a.html")).hasContent("2");
  }

  @Test
  void aWarWhereAFolderIsAFileTooIsNone() throws IOException {
    Path war = folder.resolve("both.war");
    Files.write(war, archive("a", "1", "a/b", "2"));

    assertThat(failure(w -> w.folder(war)).problems())
        .singleElement()
        .asString()
        .startsWith(war + ": This is not a WAR, or not all of one: ")
        .contains("a file and a folder");
  }

  private static byte[] archive(String... namesAndTexts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** A link to one that is no longer there. */
  @Test
  void aWarThatIsNotThereIsOneLine() throws IOException {
    Path war = folder.resolve("gone.war");
    Files.createSymbolicLink(war, folder.resolve("nowhere.war"));

    List<LogRecord> logged;
    try (CapturedLog log = new CapturedLog("io.slipway.deploy")) {
      assertThat(failure(w -> w.folder(war)).problems())
          .singleElement()
          .asString()
          .contains(war + ": ");
      logged = log.records();
    }
    assertThat(logged).as("nobody needs a stack trace for it").isEmpty();
  }

  /** Its text would be there twice. */
  @Test
  void aCauseThatTheMessageTellsIsSaidOnce() {
    DeploymentException failure =
        failure(
            w ->
                w.initializer(
                    (types, context) -> {
                      Exception cause = new IOException("the reason");
                      throw new ServletException("begins: " + cause, cause);
                    }));

    assertThat(failure.getMessage()).containsOnlyOnce("the reason");
  }

  /** The server has the one, nobody the other, and no request has asked for either yet. */
  @Test
  void aServletThatOnlyARequestLoadsIsAWarningWhereNobodyHasIt() throws IOException {
    WebXml.write(
        folder,
        """
        <servlet><servlet-name>later</servlet-name><servlet-class>app.Later</servlet-class></servlet>
        <servlet><servlet-name>api</servlet-name>
          <servlet-class>jakarta.servlet.http.HttpServlet</servlet-class></servlet>
        """);

    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      assertThat(slipway.webapps().get(0).problems())
          .singleElement()
          .satisfies(p -> assertThat(p.message()).contains("app.Later of the servlet \"later\""))
          .satisfies(p -> assertThat(p.at().toString()).isEqualTo("WEB-INF/web.xml:2"));
    }
  }

  @Test
  void anInitializerForAnotherServerIsNamedWithWhatItNeeds() throws IOException {
    String name = NeedsMore.class.getName();
    Path file = folder.resolve("WEB-INF/classes/" + name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    try (InputStream in =
        NeedsMore.class.getResourceAsStream("StartProblemsTest$NeedsMore.class")) {
      Files.copy(in, file);
    }
    write("WEB-INF/classes/META-INF/services/" + ServletContainerInitializer.class.getName(), name);

    List<Problem> problems = failure().problems();

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).message())
        .contains(name + " of WEB-INF/classes needs a class that is not there")
        .contains(Missing.class.getName())
        .contains("<absolute-ordering>");
  }

  /** Whoever reads the log from its begin takes the first error for the reason. */
  @Test
  void theReasonIsLoggedBeforeWhatFollowsFromIt() {
    ServletContextListener listener =
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            throw new IllegalStateException("the reason");
          }

          @Override
          public void contextDestroyed(ServletContextEvent event) {
            throw new IllegalStateException("a consequence");
          }
        };

    List<LogRecord> logged;
    try (CapturedLog log = new CapturedLog("io.slipway")) {
      failure(w -> w.listener(listener));
      logged = log.records().stream().filter(r -> r.getThrown() != null).toList();
    }

    assertThat(logged)
        .extracting(r -> r.getThrown().getMessage())
        .containsExactly("the reason", "a consequence");
    assertThat(logged.get(0).getMessage()).contains("/w threw while it started");
  }

  /** Weld puts the stack traces of what its extensions threw into its own message. */
  @Test
  void framesOfStackTracesInAMessageAreLeftToTheLog() {
    DeploymentException failure =
        failure(
            w ->
                w.initializer(
                    (types, context) -> {
                      Exception cause =
                          new IOException(
                              """
                              two reasons:
                              app.Fault: one
                              \tat app.Main.run(Main.java:3)
                              \tat app.Main.main(Main.java:1)
                              Caused by: app.Fault: other
                              \t... 7 more
                                at injection point app.Main.field""");
                      throw new ServletException("begins: " + cause.getMessage(), cause);
                    }));

    assertThat(failure.problems())
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.message().lines())
                    .containsExactly(
                        "begins: two reasons:",
                        "app.Fault: one",
                        "Caused by: app.Fault: other",
                        "  at injection point app.Main.field"))
        .satisfies(p -> assertThat(p.fix()).isEqualTo("the stack trace is in the log"));
  }

  /** Which line of Weld's it is helps nobody. */
  @Test
  void theFaultIsPlacedInTheWebappsOwnCodeAndNotInTheContainers() {
    assertThat(placeOf(frame("org.jboss.weld.Event", 51), frame("app.Beans", 7)))
        .isEqualTo("app.Beans:7");
    assertThat(placeOf(frame("org.jboss.weld.Event", 51), frame("io.slipway.cdi.Any", 1)))
        .isEqualTo("start");
  }

  private static StackTraceElement frame(String className, int line) {
    return new StackTraceElement(className, "run", "Source.java", line);
  }

  private static String placeOf(StackTraceElement... frames) {
    IllegalStateException thrown = new IllegalStateException("thrown");
    thrown.setStackTrace(frames);
    DeploymentException failure =
        failure(
            w ->
                w.initializer(
                    (types, context) -> {
                      throw thrown;
                    }));
    return failure.problems().get(0).at().toString();
  }

  @Test
  void aClassThatIsMissedWhileStartingIsNamedAsOne() {
    DeploymentException failure =
        failure(
            w ->
                w.listener(
                    new ServletContextListener() {
                      @Override
                      public void contextInitialized(ServletContextEvent event) {
                        throw new IllegalStateException(
                            "begins", new NoClassDefFoundError("app/lib/Missing"));
                      }
                    }));

    assertThat(failure.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).isEqualTo("begins"))
        .satisfies(
            p ->
                assertThat(p.fix())
                    .isEqualTo(
                        "neither the webapp nor the server has the class app.lib.Missing: add its jar to WEB-INF/lib;"
                            + " the stack trace is in the log"));
  }

  /** As in a WAR for an application server; the API is a dependency that is "provided" there. */
  @Test
  void classesForTechnologiesThatNobodyHasAreWarnedOf() throws IOException {
    compileAgainst(
        Map.of(
            "ApplicationPath", "package jakarta.ws.rs; public @interface ApplicationPath {}",
            "Stateless", "package jakarta.ejb; public @interface Stateless {}",
            "Singleton", "package jakarta.ejb; public @interface Singleton {}"),
        Map.of(
            "Rest", "@jakarta.ws.rs.ApplicationPath public class Rest {}",
            "Accounts", "@jakarta.ejb.Stateless public class Accounts {}",
            "Timer", "@jakarta.ejb.Singleton public class Timer {}"));

    assertThat(warnings())
        .containsExactly(
            "WEB-INF/classes: Classes are annotated for Jakarta RESTful Web Services, which neither the webapp nor"
                + " the server has; this has no effect: Rest"
                + " (add an implementation, such as Jersey or RESTEasy, to WEB-INF/lib)",
            "WEB-INF/classes: Classes are annotated for Jakarta Enterprise Beans, which neither the webapp nor"
                + " the server has; this has no effect: Accounts, Timer"
                + " (make them beans of CDI, or use an application server)");
  }

  @Test
  void classesForATechnologyThatTheWebappBringsAreNot() throws IOException {
    Javac.compile(
        folder.resolve("WEB-INF/classes"),
        Map.of(
            "ApplicationPath", "package jakarta.ws.rs; public @interface ApplicationPath {}",
            "Rest", "@jakarta.ws.rs.ApplicationPath public class Rest {}"));

    assertThat(warnings()).isEmpty();
  }

  /** The fields would be null when the first request comes. */
  @Test
  void injectionByOtherTechnologiesIsWarnedOfInComponentsAlone() throws IOException {
    String fields =
        """
          @jakarta.ejb.EJB Runnable accounts;
          @jakarta.persistence.PersistenceContext void setManager(Object manager) {}
        }
        """;
    compileAgainst(
        Map.of(
            "EJB", "package jakarta.ejb; public @interface EJB {}",
            "PersistenceContext",
                "package jakarta.persistence; public @interface PersistenceContext {}"),
        Map.of(
            "Shop",
            "@jakarta.servlet.annotation.WebServlet(\"/shop\") public class Shop extends"
                + " jakarta.servlet.http.HttpServlet {"
                + fields,
            "Plain",
            "public class Plain {" + fields));

    assertThat(warnings())
        .containsExactly(
            "Shop.accounts: @EJB asks for something that a servlet container does not have; nothing is injected"
                + " (make it in the code, or have a library inject it by @Inject)",
            "Shop.setManager: @PersistenceContext asks for something that a servlet container does not have;"
                + " nothing is injected (make it in the code, or have a library inject it by @Inject)");
  }

  /** The annotations are not in the webapp. */
  private void compileAgainst(Map<String, String> annotations, Map<String, String> sources)
      throws IOException {
    Path api = elsewhere.resolve("api");
    Javac.compile(api, annotations);
    Javac.compile(folder.resolve("WEB-INF/classes"), sources, api);
  }

  private List<String> warnings() throws IOException {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      return slipway.webapps().get(0).problems().stream().map(Problem::toString).toList();
    }
  }
}
