package io.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.DeploymentException;
import io.slipway.Slipway;
import io.slipway.model.Problem;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes of a webapp that the Java which runs cannot load. */
class NewerJavaTest {
  private static final int TOO_NEW = 99;

  /** Of which version 99 of class files would be. */
  private static final String ITS_JAVA = "Java 55";

  @TempDir Path folder;

  @WebListener
  public static final class Listener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {}
  }

  public static class Base extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("served");
    }
  }

  @WebServlet("/lazy")
  public static final class Lazy extends Base {}

  @WebServlet(urlPatterns = "/eager", loadOnStartup = 1)
  public static final class Eager extends Base {}

  public static final class Helper {}

  public static final class Initializer implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {}
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream("/" + file(type))) {
      return in.readAllBytes();
    }
  }

  private static byte[] newer(Class<?> type) throws IOException {
    byte[] bytes = bytes(type);
    bytes[6] = 0;
    bytes[7] = TOO_NEW;
    return bytes;
  }

  /** As {@code javac --enable-preview} makes it: JVM specification, 4.1. */
  private static byte[] preview(Class<?> type, int version) throws IOException {
    byte[] bytes = bytes(type);
    bytes[4] = -1;
    bytes[5] = -1;
    bytes[7] = (byte) version;
    return bytes;
  }

  private static String file(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private void classes(byte[] bytes, Class<?> type) throws IOException {
    write("WEB-INF/classes/" + file(type), bytes);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private void jar(Map<String, byte[]> entries) throws IOException {
    Path jar = folder.resolve("WEB-INF/lib/a.jar");
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  private List<Problem> refused() {
    return catchThrowableOfType(
            DeploymentException.class,
            () -> Slipway.builder().port(0).webapp("/w", folder).start().close())
        .problems();
  }

  private static String text(String text) {
    return text.replace("HERE", "Java " + Runtime.version().feature());
  }

  @Test
  void componentsOfTheWebappAreToldTogetherWithWhatElseIsWrong() throws IOException {
    classes(newer(Listener.class), Listener.class);
    classes(newer(Lazy.class), Lazy.class);
    classes(bytes(Base.class), Base.class);
    write(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <listener><listener-class>app.Misspelt</listener-class></listener>
        </web-app>
        """
            .getBytes(StandardCharsets.UTF_8));

    List<Problem> problems = refused();

    assertThat(problems)
        .extracting(p -> p.severity() + " " + p.code() + "@" + p.at())
        .containsExactly(
            "ERROR class-not-found@WEB-INF/web.xml:2", "ERROR newer-java@WEB-INF/classes");
    assertThat(problems.get(1).message())
        .startsWith(text("Compiled for " + ITS_JAVA + ", this is HERE: "))
        .contains(Listener.class.getName());
    assertThat(problems.get(1).fix())
        .isEqualTo(text("run the server with " + ITS_JAVA + " or later, or compile for HERE"));
  }

  @Test
  void aServletOfTheWebappIsToldThoughOnlyARequestLoadsIt() throws IOException {
    classes(newer(Lazy.class), Lazy.class);
    classes(bytes(Base.class), Base.class);

    assertThat(refused())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).endsWith(": " + Lazy.class.getName()));
  }

  @Test
  void whatAComponentInheritsFromCountsAsItself() throws IOException {
    classes(bytes(Eager.class), Eager.class);
    jar(Map.of(file(Base.class), newer(Base.class), file(Helper.class), bytes(Helper.class)));

    assertThat(refused())
        .singleElement()
        .satisfies(p -> assertThat(p.at().toString()).isEqualTo("WEB-INF/lib/a.jar"))
        .satisfies(p -> assertThat(p.message()).endsWith(": " + Base.class.getName()))
        .satisfies(p -> assertThat(p.fix()).contains("take a version of the jar for"));
  }

  @Test
  void anInitializerIsNeeded() throws IOException {
    jar(
        Map.of(
            file(Initializer.class),
            newer(Initializer.class),
            "META-INF/services/" + ServletContainerInitializer.class.getName(),
            Initializer.class.getName().getBytes(StandardCharsets.UTF_8)));

    assertThat(refused())
        .singleElement()
        .satisfies(p -> assertThat(p.code()).isEqualTo("newer-java"));
  }

  @Test
  void aClassWithPreviewFeaturesOfTheJavaThatRunsIsToldAsTheyAreOff() throws IOException {
    classes(preview(Lazy.class, Runtime.version().feature() + 44), Lazy.class);
    classes(bytes(Base.class), Base.class);

    assertThat(refused())
        .singleElement()
        .satisfies(p -> assertThat(p.severity()).isEqualTo(Problem.Severity.ERROR))
        .satisfies(p -> assertThat(p.code()).isEqualTo("preview-features"))
        .satisfies(
            p ->
                assertThat(p.message())
                    .isEqualTo(
                        text("Compiled with preview features of HERE, which are off: ")
                            + Lazy.class.getName()))
        .satisfies(
            p ->
                assertThat(p.fix())
                    .isEqualTo(
                        "run the server with --enable-preview, or compile without preview features"));
  }

  /** Which no other Java can load. */
  @ParameterizedTest
  @ValueSource(ints = {60, TOO_NEW})
  void aClassWithPreviewFeaturesOfAnotherJavaIsTold(int version) throws IOException {
    classes(preview(Lazy.class, version), Lazy.class);
    classes(bytes(Base.class), Base.class);
    String its = "Java " + (version - 44);

    assertThat(refused())
        .singleElement()
        .satisfies(
            p ->
                assertThat(p.message())
                    .startsWith(
                        text("Compiled with preview features of " + its + ", this is HERE: ")))
        .satisfies(
            p ->
                assertThat(p.fix())
                    .isEqualTo(
                        "run the server with "
                            + its
                            + " and --enable-preview, or compile without preview features"));
  }

  /** Libraries have classes that they load where they can, and modules and forms of their own. */
  @Test
  void whatALibraryBringsBesideIsNobodysProblem() throws Exception {
    classes(bytes(Lazy.class), Lazy.class);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put(
        "META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\nMulti-Release: true\n\n".getBytes(StandardCharsets.UTF_8));
    entries.put(file(Base.class), bytes(Base.class));
    entries.put("META-INF/versions/55/" + file(Base.class), newer(Base.class));
    entries.put("module-info.class", newer(Helper.class));
    entries.put(file(Helper.class), newer(Helper.class));
    jar(entries);

    assertThat(served()).isEmpty();
  }

  /** Nobody knows whether anything of it will be loaded. */
  @Test
  void aLibraryThatIsTooNewAsAWholeIsWarnedOf() throws Exception {
    classes(bytes(Lazy.class), Lazy.class);
    classes(bytes(Base.class), Base.class);
    jar(Map.of(file(Helper.class), newer(Helper.class)));

    assertThat(served())
        .singleElement()
        .satisfies(p -> assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING))
        .satisfies(p -> assertThat(p.at().toString()).isEqualTo("WEB-INF/lib/a.jar"));
  }

  @Test
  void aServletOfALibraryThatOnlyARequestLoadsIsWarnedOf() throws Exception {
    jar(
        Map.of(
            file(Eager.class), newer(Eager.class),
            file(Helper.class), bytes(Helper.class)));
    classes(bytes(Base.class), Base.class);
    classes(bytes(Lazy.class), Lazy.class);
    write(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <absolute-ordering/>
        <servlet><servlet-name>eager</servlet-name><servlet-class>%s</servlet-class></servlet>
        </web-app>
        """
            .formatted(Eager.class.getName())
            .getBytes(StandardCharsets.UTF_8));

    assertThat(served())
        .singleElement()
        .satisfies(p -> assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING))
        .satisfies(p -> assertThat(p.message()).endsWith(": " + Eager.class.getName()));
  }

  /** The problems of a webapp that runs. */
  private List<Problem> served() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(slipway.uri("/w/lazy")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("served");
      return slipway.webapps().get(0).problems();
    }
  }
}
