package io.slipway.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassIndexTest {
  private static final String P = "io.slipway.descriptor.";

  @TempDir Path folder;
  @TempDir Path work;
  private TestWebapp webapp;

  @BeforeEach
  void createWebapp() {
    webapp = new TestWebapp(folder);
  }

  @Retention(RetentionPolicy.RUNTIME)
  @interface Marker {}

  interface Base {}

  interface Sub extends Base {}

  static class Impl implements Sub {}

  static class Below extends Impl {}

  @Marker
  static class OnType {}

  static class OnMethod {
    @Marker
    void method() {}
  }

  static class OnField {
    @Marker int field;
  }

  static class OnParameter {
    void method(@Marker int parameter) {}
  }

  static class BelowOnType extends OnType {}

  // handled types

  @ParameterizedTest(name = "{0} handles {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ClassIndexTest$Base | Below Impl Sub",
        "ClassIndexTest$Sub | Below Impl",
        "ClassIndexTest$Base,ClassIndexTest$Sub | Below Impl Sub",
        "ClassIndexTest$Marker | OnField OnMethod OnType",
        "ClassIndexTest$OnType | BelowOnType",
        "NotThere | ''",
      })
  void typesAreHandledThroughAllWaysOfUse(String types, String expected) throws IOException {
    webapp.classes(
        Marker.class,
        Base.class,
        Sub.class,
        Impl.class,
        Below.class,
        OnType.class,
        OnMethod.class,
        OnField.class,
        OnParameter.class,
        BelowOnType.class);
    Set<String> names = Arrays.stream(types.split(",")).map(t -> P + t).collect(Collectors.toSet());

    Set<String> handled = webapp.index().handled(names, getClass().getClassLoader(), List.of());

    assertThat(
            handled.stream()
                .map(n -> n.substring(n.indexOf('$') + 1))
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void supertypesOutsideTheWebappLeadOn() throws IOException {
    webapp.classes(
        Samples.Plain.class,
        Samples.PlainFilter.class,
        Samples.InheritsRole.class,
        Samples.Role.class,
        Base.class);
    ClassLoader loader = getClass().getClassLoader();

    assertThat(webapp.index().handled(Set.of(Servlet.class.getName()), loader, List.of()))
        .containsExactly(P + "Samples$InheritsRole", P + "Samples$Plain", P + "Samples$Role");
    assertThat(webapp.index().handled(Set.of(Filter.class.getName()), loader, List.of()))
        .containsExactly(P + "Samples$PlainFilter");
    assertThat(webapp.index().handled(Set.of(Serializable.class.getName()), loader, List.of()))
        .as("a type of Java itself, through HttpServlet")
        .contains(P + "Samples$Plain");
    assertThat(webapp.index().handled(Set.of(), loader, List.of())).isEmpty();
  }

  @Test
  void annotationsOfTheContainerAreHandledToo() throws IOException {
    webapp.classes(Samples.Annotated.class, Samples.Plain.class);

    assertThat(
            webapp
                .index()
                .handled(
                    Set.of(WebServlet.class.getName()), getClass().getClassLoader(), List.of()))
        .containsExactly(P + "Samples$Annotated");
  }

  @Test
  void missingSupertypesArePassedOver() throws IOException {
    webapp.classes(Below.class, Samples.Plain.class);
    ClassLoader knowsNothing = new ClassLoader(null) {};

    assertThat(webapp.index().handled(Set.of(Servlet.class.getName()), knowsNothing, List.of()))
        .isEmpty();
  }

  @Test
  void excludedJarsHandOverNothingButTheirTypesLeadOn() throws IOException {
    webapp.jar("a.jar", null, Base.class, Sub.class, Impl.class).jar("b.jar", null, Below.class);
    ClassIndex index = webapp.index();
    ClassLoader loader = getClass().getClassLoader();

    assertThat(index.handled(Set.of(Base.class.getName()), loader, List.of("b.jar")))
        .containsExactly(Below.class.getName());
    assertThat(index.handled(Set.of(Base.class.getName()), loader, List.of())).isEmpty();
    assertThat(index.containerOf(Impl.class.getName())).contains("a.jar");
    assertThat(index.containerOf("not.There")).isEmpty();
  }

  @Test
  void classesStandBeforeJars() throws IOException {
    webapp.jar("a.jar", null, Base.class).classes(Base.class);

    assertThat(webapp.index().containerOf(Base.class.getName())).contains("WEB-INF/classes");
  }

  // robustness

  /** What is in them nobody knows: one may be a filter that lets nobody in. */
  @Test
  void brokenClassFilesAreErrors() throws IOException {
    for (Map.Entry<String, byte[]> file : brokenClasses().entrySet()) {
      webapp.file("WEB-INF/classes/" + file.getKey(), file.getValue());
    }

    assertThat(webapp.errors()).hasSize(3).allMatch("unreadable-file@WEB-INF/classes"::equals);
  }

  /** Some libraries bring such files for others to read. */
  @Test
  void brokenClassFilesOfAJarCostThemselvesOnly() throws IOException {
    webapp.jarOf("a.jar", brokenClasses()).classes(Samples.Annotated.class);

    assertThat(webapp.app().servlets()).hasSize(1);
    assertThat(webapp.warnings()).hasSize(3).allMatch("unreadable-class@WEB-INF/lib/a.jar"::equals);
  }

  private static Map<String, byte[]> brokenClasses() throws IOException {
    byte[] whole = TestWebapp.bytesOf(Samples.Annotated.class);
    return Map.of(
        "Broken.class",
        "no class".getBytes(StandardCharsets.UTF_8),
        "Empty.class",
        new byte[0],
        "Cut.class",
        Arrays.copyOf(whole, whole.length / 2));
  }

  /** Copied without the folders of its package: nobody could load it. */
  @Test
  void aClassThatIsNotWhereItsNameSaysIsWarnedOf() throws IOException {
    webapp
        .file("WEB-INF/classes/Annotated.class", TestWebapp.bytesOf(Samples.Annotated.class))
        .classes(Samples.Plain.class);

    assertThat(webapp.app().servlets()).isEmpty();
    assertThat(webapp.warnings()).containsExactly("misplaced-class@WEB-INF/classes");
    assertThat(webapp.problems())
        .singleElement()
        .asString()
        .contains("Annotated.class")
        .contains(P.replace('.', '/') + "Samples$Annotated.class");
  }

  @Test
  void brokenJarIsAnErrorAndTheRestIsRead() throws IOException {
    webapp
        .file("WEB-INF/lib/a.jar", "no jar".getBytes(StandardCharsets.UTF_8))
        .classes(Samples.Both.class);

    assertThat(webapp.errors())
        .containsExactly(
            "unreadable-file@WEB-INF/lib/a.jar", "value-and-url-patterns@" + P + "Samples$Both");
    assertThat(webapp.warnings()).as("it is told once").isEmpty();
  }

  /** As developers have it, who build elsewhere. */
  @Test
  void classesMayBeALink() throws IOException {
    new TestWebapp(work).classes(Samples.Annotated.class);
    Files.createDirectories(folder.resolve("WEB-INF"));
    Files.createSymbolicLink(folder.resolve("WEB-INF/classes"), work.resolve("WEB-INF/classes"));

    assertThat(webapp.app().servlets()).hasSize(1);
  }

  /** It would be served as files, without a word about its servlets. */
  @ParameterizedTest
  @ValueSource(strings = {"web-inf", "WEBINF", "WEB_INF"})
  void aWebInfInOtherLettersIsWarnedOf(String name) throws IOException {
    webapp.file(name + "/web.xml", "<web-app/>".getBytes(StandardCharsets.UTF_8));

    assertThat(webapp.warnings()).containsExactly("web-inf-letters@" + name);
  }

  /** Its WEB-INF would be served too, without a word. */
  @ParameterizedTest
  @CsvSource({"shop/WEB-INF/web.xml, shop", "src/main/webapp/index.html, src/main/webapp"})
  void aWebappOneFolderFurtherDownIsWarnedOf(String file, String folder) throws IOException {
    webapp.file(file, "<web-app/>".getBytes(StandardCharsets.UTF_8));

    assertThat(webapp.warnings()).containsExactly("webapp-inside@" + folder);
  }

  /** Such as a collection of examples. */
  @Test
  void aWebappWithinTheFilesOfAnotherIsNot() throws IOException {
    webapp
        .file("shop/WEB-INF/web.xml", "<web-app/>".getBytes(StandardCharsets.UTF_8))
        .file("WEB-INF/notes.txt", new byte[0]);

    assertThat(webapp.problems()).isEmpty();
  }

  @Test
  void modulesAndFormsForOtherReleasesAreNotIndexed() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("module-info.class", new byte[] {1});
    entries.put("META-INF/versions/25/x/Y.class", new byte[] {1});
    entries.put("META-INF/versions/25/module-info.class", new byte[] {1});
    webapp.jarOf("a.jar", entries);

    assertThat(webapp.problems()).isEmpty();
    assertThat(webapp.index().view().getKnownClasses()).isEmpty();
  }

  // cache

  @Test
  void unchangedJarComesFromTheCacheOnDisk() throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class);

    ClassIndex first = ClassIndex.of(webapp.files(), IndexCache.in(work));
    ClassIndex second = ClassIndex.of(webapp.files(), IndexCache.in(work));

    assertThat(first.fromCache()).isZero();
    assertThat(second.fromCache()).isEqualTo(1);
    assertThat(WebAppReader.read(webapp.files(), second))
        .isEqualTo(WebAppReader.read(webapp.files(), first));
  }

  @Test
  void changedJarIsReadAnew() throws IOException {
    IndexCache cache = IndexCache.in(work);
    webapp.jar("a.jar", null, Samples.Annotated.class);
    ClassIndex.of(webapp.files(), cache);

    webapp.jar("a.jar", null, Samples.Unnamed.class);
    ClassIndex bySize = ClassIndex.of(webapp.files(), cache);
    assertThat(bySize.fromCache()).isZero();
    assertThat(bySize.containerOf(P + "Samples$Unnamed")).isPresent();
  }

  @Test
  void aJarIsKnownByWhatIsInItWhereverItLies(@TempDir Path elsewhere) throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class);
    ClassIndex.of(webapp.files(), IndexCache.in(work));

    Path lib = Files.createDirectories(elsewhere.resolve("WEB-INF/lib"));
    Files.copy(folder.resolve("WEB-INF/lib/a.jar"), lib.resolve("b.jar"));
    ClassIndex moved = ClassIndex.of(WebappFiles.of(elsewhere), IndexCache.in(work));

    assertThat(moved.fromCache()).isEqualTo(1);
    assertThat(moved.archives())
        .extracting(Archive::name)
        .containsExactly("WEB-INF/classes", "b.jar");
    assertThat(moved.containerOf(P + "Samples$Annotated")).isPresent();
  }

  @Test
  void jarsOfTheSameNameSizeAndDateAreToldApart() throws IOException {
    Path jar = folder.resolve("WEB-INF/lib/a.jar");
    FileTime date = FileTime.fromMillis(1_000_000_000_000L);
    String folderOfClass = P.replace('.', '/');
    webapp.jarOf(
        "a.jar",
        Map.of(folderOfClass + "ClassIndexTest$Impl.class", TestWebapp.bytesOf(Impl.class)));
    Files.setLastModifiedTime(jar, date);
    long size = Files.size(jar);
    ClassIndex.of(webapp.files(), IndexCache.in(work));

    byte[] other = TestWebapp.bytesOf(Impl.class);
    byte[] name = "ClassIndexTest$Impl".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < other.length - name.length; at++) {
      if (Arrays.equals(other, at, at + name.length, name, 0, name.length)) {
        other[at + name.length - 1] = 'X';
      }
    }
    webapp.jarOf("a.jar", Map.of(folderOfClass + "ClassIndexTest$ImpX.class", other));
    Files.setLastModifiedTime(jar, date);
    assertThat(Files.size(jar)).isEqualTo(size);

    ClassIndex index = ClassIndex.of(webapp.files(), IndexCache.in(work));
    assertThat(index.fromCache()).isZero();
    assertThat(index.containerOf(P + "ClassIndexTest$ImpX")).isPresent();
  }

  @Test
  void aJarWithACommentIsKept() throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class);
    Path jar = folder.resolve("WEB-INF/lib/a.jar");
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(jar), (int) Files.size(jar) + 3);
    bytes[bytes.length - 5] = 3; // the last two bytes of the directory's end are its length
    Files.write(jar, bytes);
    ClassIndex.of(webapp.files(), IndexCache.in(work));

    assertThat(ClassIndex.of(webapp.files(), IndexCache.in(work)).fromCache()).isEqualTo(1);
  }

  @Test
  void damagedCacheIsReplaced() throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class);
    ClassIndex.of(webapp.files(), IndexCache.in(work));
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
      }
    }

    ClassIndex index = ClassIndex.of(webapp.files(), IndexCache.in(work));

    assertThat(index.fromCache()).isZero();
    assertThat(index.containerOf(P + "Samples$Annotated")).isPresent();
    assertThat(ClassIndex.of(webapp.files(), IndexCache.in(work)).fromCache()).isEqualTo(1);
  }

  @Test
  void cacheOnDiskIsBounded() throws IOException {
    for (int i = 0; i < 5; i++) {
      webapp.jarOf(i + ".jar", Map.of(i + ".txt", new byte[0]));
    }

    ClassIndex.of(webapp.files(), IndexCache.in(work, 2));

    try (Stream<Path> files = Files.list(work)) {
      assertThat(files.toList()).isNotEmpty().hasSizeLessThanOrEqualTo(2);
    }
  }

  @Test
  void unwritableCacheOnlyCostsTime() throws IOException {
    webapp.jar("a.jar", null, Samples.Annotated.class);
    Path file = Files.writeString(work.resolve("file"), "");

    assertThat(
            ClassIndex.of(webapp.files(), IndexCache.in(file.resolve("below")))
                .containerOf(P + "Samples$Annotated"))
        .isPresent();
  }

  @Test
  void aCopyOfTheApiInALibraryDoesNotCount() throws IOException {
    webapp
        .classes(Samples.Plain.class, Samples.PlainFilter.class)
        .jar(
            "jakarta.servlet-api.jar",
            null,
            Servlet.class,
            GenericServlet.class,
            HttpServlet.class,
            Filter.class)
        .webXml(
            "<servlet><servlet-name>s</servlet-name><servlet-class>"
                + P
                + "Samples$Plain</servlet-class></servlet>"
                + "<filter><filter-name>f</filter-name><filter-class>"
                + P
                + "Samples$PlainFilter</filter-class></filter>");

    assertThat(webapp.problems()).isEmpty();
  }

  // javax.servlet

  /** The class as if compiled against the API of before Jakarta EE 9. */
  private static byte[] legacy(Class<?> type) throws IOException {
    return LegacyClassFile.rename(TestWebapp.bytesOf(type), "jakarta/servlet/", "javax/servlet/");
  }

  private static String entry(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  @Test
  void legacyComponentOfTheWebappIsAnErrorWithAdvice() throws IOException {
    webapp.file("WEB-INF/classes/" + entry(Samples.Plain.class), legacy(Samples.Plain.class));

    assertThat(webapp.errors()).containsExactly("javax-component@WEB-INF/classes");
    assertThat(webapp.problems().get(0).message())
        .contains(P + "Samples$Plain")
        .contains("javax.servlet");
    assertThat(webapp.problems().get(0).fix()).contains("jakartaee-migration");
  }

  @Test
  void legacyAnnotationIsAnErrorInAJarToo() throws IOException {
    webapp.jarOf(
        "old.jar", Map.of(entry(Samples.Annotated.class), legacy(Samples.Annotated.class)));

    assertThat(webapp.errors()).containsExactly("javax-component@WEB-INF/lib/old.jar");
  }

  @Test
  void legacyClassThatADescriptorDeclaresIsAnErrorAtItsLine() throws IOException {
    webapp
        .jarOf(
            "old.jar", Map.of(entry(Samples.PlainFilter.class), legacy(Samples.PlainFilter.class)))
        .webXml(
            "<filter><filter-name>f</filter-name><filter-class>"
                + P
                + "Samples$PlainFilter</filter-class></filter>");

    assertThat(webapp.errors()).contains("javax-component@WEB-INF/web.xml:2");
  }

  private static Map<String, byte[]> legacyApi() throws IOException {
    Map<String, byte[]> api = new LinkedHashMap<>();
    for (Class<?> type :
        List.of(
            Servlet.class,
            ServletConfig.class,
            ServletRequest.class,
            GenericServlet.class,
            HttpServlet.class)) {
      api.put(entry(type).replace("jakarta/", "javax/"), legacy(type));
    }
    return api;
  }

  /** Lucee shows its templates a request of either API. */
  @Test
  void theLegacyApiItselfIsNothingToConvert() throws IOException {
    webapp.jarOf("javax.servlet-api.jar", legacyApi());

    assertThat(webapp.problems()).isEmpty();
  }

  @Test
  void ofALibraryForTheLegacyApiThatTheWebappHasItIsNotSaidToBeMissing() throws IOException {
    webapp
        .jarOf("javax.servlet-api.jar", legacyApi())
        .jarOf(
            "old.jar",
            Map.of(
                entry(Samples.Caller.class), legacy(Samples.Caller.class),
                entry(Samples.Helper.class), TestWebapp.bytesOf(Samples.Helper.class)));

    assertThat(webapp.problems())
        .singleElement()
        .asString()
        .startsWith(
            "WEB-INF/lib/old.jar: Classes refer to javax.servlet.ServletRequest and the like,"
                + " which the webapp has and this server does not call: "
                + P
                + "Samples$Caller");
  }

  /** That it is no servlet of today follows from it, and is nothing to mend. */
  @Test
  void aLegacyComponentIsToldOnceBesideTheApiThatItWasWrittenFor() throws IOException {
    webapp
        .jarOf("javax.servlet-api.jar", legacyApi())
        .file("WEB-INF/classes/" + entry(Samples.Plain.class), legacy(Samples.Plain.class))
        .webXml(
            "<servlet><servlet-name>s</servlet-name><servlet-class>"
                + P
                + "Samples$Plain</servlet-class></servlet>");

    assertThat(webapp.errors()).containsExactly("javax-component@WEB-INF/web.xml:2");
  }

  @Test
  void legacyClassesOfALibraryAreOneWarning() throws IOException {
    webapp.jarOf(
        "old.jar",
        Map.of(
            entry(Samples.Plain.class), legacy(Samples.Plain.class),
            entry(Samples.PlainFilter.class), legacy(Samples.PlainFilter.class)));

    assertThat(webapp.errors()).isEmpty();
    assertThat(webapp.warnings()).containsExactly("javax-reference@WEB-INF/lib/old.jar");
    assertThat(webapp.problems().get(0).message()).contains("Samples$Plain", "Samples$PlainFilter");
  }

  /** FreeMarker and H2 have a servlet for each, and nothing is to be converted. */
  @Test
  void aLibraryWithComponentsForEitherApiIsNotWarnedOf() throws IOException {
    webapp.jarOf(
        "both.jar",
        Map.of(
            entry(Samples.Plain.class), legacy(Samples.Plain.class),
            entry(Samples.PlainFilter.class), TestWebapp.bytesOf(Samples.PlainFilter.class)));

    assertThat(webapp.problems()).isEmpty();
  }

  /** Thymeleaf takes requests of either API. */
  @Test
  void aLibraryThatCallsEitherApiIsNotWarnedOf() throws IOException {
    webapp.jarOf(
        "both.jar",
        Map.of(
            entry(Samples.Caller.class), TestWebapp.bytesOf(Samples.Caller.class),
            entry(Samples.OtherCaller.class), legacy(Samples.OtherCaller.class)));

    assertThat(webapp.problems()).isEmpty();
  }

  /** Commons Logging has a listener for webapps that declare it. */
  @Test
  void aLibraryWhoseLegacyClassesNobodyUsesIsNotWarnedOf() throws IOException {
    webapp.jarOf(
        "logging.jar",
        Map.of(
            entry(Samples.PlainFilter.class), legacy(Samples.PlainFilter.class),
            entry(Samples.Helper.class), TestWebapp.bytesOf(Samples.Helper.class)));

    assertThat(webapp.problems()).isEmpty();
  }

  @Test
  void aLibraryWhoseLegacyClassesAreUsedIsWarnedOf() throws IOException {
    webapp.jarOf(
        "old.jar",
        Map.of(
            entry(Samples.Caller.class), legacy(Samples.Caller.class),
            entry(Samples.Helper.class), TestWebapp.bytesOf(Samples.Helper.class)));

    assertThat(webapp.warnings()).containsExactly("javax-reference@WEB-INF/lib/old.jar");
  }

  @Test
  void whereAnErrorSaysItLibrariesAreNotWarnedOf() throws IOException {
    webapp
        .file("WEB-INF/classes/" + entry(Samples.Plain.class), legacy(Samples.Plain.class))
        .jarOf(
            "old.jar", Map.of(entry(Samples.PlainFilter.class), legacy(Samples.PlainFilter.class)));

    assertThat(webapp.errors()).containsExactly("javax-component@WEB-INF/classes");
    assertThat(webapp.warnings()).isEmpty();
  }

  @Test
  void legacyUseSurvivesTheCache() throws IOException {
    webapp.jarOf(
        "old.jar", Map.of(entry(Samples.Annotated.class), legacy(Samples.Annotated.class)));
    ClassIndex.of(webapp.files(), IndexCache.in(work));

    ClassIndex cached = ClassIndex.of(webapp.files(), IndexCache.in(work));

    assertThat(cached.fromCache()).isEqualTo(1);
    assertThat(WebAppReader.read(webapp.files(), cached).toString())
        .contains("is written for javax.servlet");
  }

  @Test
  void whatIsTooNewSurvivesTheCache() throws IOException {
    byte[] newer = TestWebapp.bytesOf(Samples.Annotated.class);
    newer[7] = 99;
    webapp.jarOf(
        "a.jar", Map.of(Samples.Annotated.class.getName().replace('.', '/') + ".class", newer));
    ClassIndex.of(webapp.files(), IndexCache.in(work));

    ClassIndex cached = ClassIndex.of(webapp.files(), IndexCache.in(work));

    assertThat(cached.fromCache()).isEqualTo(1);
    assertThat(JavaCheck.of(cached, 17, Map.of())).hasSize(1);
    assertThat(JavaCheck.of(cached, 55, Map.of())).isEmpty();
  }

  @Test
  void jakartaClassesAndStringsOfTheOldNameAreNoReference() throws IOException {
    webapp.classes(
        Samples.Plain.class, Samples.AnnotatedFilter.class, ConstantPool.class, LegacyCheck.class);

    assertThat(webapp.warnings()).isEmpty();
  }
}
