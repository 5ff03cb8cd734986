package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the archives, and that it runs where it is unpacked. */
class DistributionIT {
  private static final String NAME = "slipway-" + System.getProperty("slipway.version");
  private static final Path TARGET = SlipwayProcess.ROOT.resolve("container/cli/target");

  @TempDir Path folder;

  @Test
  void archivesAreSmall() throws Exception {
    for (String ending : List.of(".zip", ".tar.gz")) {
      assertThat(Files.size(TARGET.resolve(NAME + ending))).isLessThan(25L << 20);
    }
  }

  @Test
  void theZipHoldsTheSameFiles() throws Exception {
    try (ZipFile zip = new ZipFile(TARGET.resolve(NAME + ".zip").toFile());
        Stream<Path> files = Files.walk(SlipwayProcess.DISTRIBUTION)) {
      Path cache = SlipwayProcess.DISTRIBUTION.resolve("cache");
      for (Path file : files.filter(f -> Files.isRegularFile(f) && !f.startsWith(cache)).toList()) {
        assertThat(zip.getEntry(NAME + "/" + SlipwayProcess.DISTRIBUTION.relativize(file)))
            .as(file.toString())
            .isNotNull();
      }
      assertThat(zip.stream().map(ZipEntry::getName))
          .as("what runs have left behind")
          .noneMatch(name -> name.startsWith(NAME + "/cache"));
    }
    assertThat(Files.size(TARGET.resolve(NAME + ".zip"))).isLessThan(25_000_000);
  }

  /** Each of them takes longer to come up than a small webapp to be deployed. */
  @Test
  void aStartAndItsFirstAnswerDoWithoutWhatIsSlowToComeUp() throws Exception {
    Path webapp = Files.createDirectories(folder.resolve("app/WEB-INF")).getParent();
    Files.writeString(webapp.resolve("index.html"), "hello");
    Path classes = folder.resolve("classes");
    String flags = "-Xshare:auto -Xlog:class+load:file=" + classes;
    try (SlipwayProcess process =
        SlipwayProcess.started(
            SlipwayProcess.DISTRIBUTION.resolve("bin/slipway"),
            folder,
            Map.of("SLIPWAY_JAVA_OPTS", flags),
            "run",
            "--port=0",
            "--set=server.watch=0",
            webapp.toString())) {
      try (InputStream answer = process.uri("index.html").toURL().openStream()) {
        assertThat(answer.readAllBytes()).asString().isEqualTo("hello");
      }
      assertThat(Files.readString(classes))
          .contains(" io.slipway.Slipway ")
          .doesNotContain(" java.text.SimpleDateFormat ")
          .doesNotContain(" java.security.SecureRandom ")
          .doesNotContain(" java.lang.runtime.ObjectMethods ");
    }
  }

  @Test
  void unpackedAnywhereItServesItsOwnWebapps() throws Exception {
    Process tar =
        new ProcessBuilder(
                "tar", "xzf", TARGET.resolve(NAME + ".tar.gz").toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Path home = Files.move(folder.resolve(NAME), folder.resolve("a folder with spaces"));
    Path link = Files.createSymbolicLink(folder.resolve("slipway"), home.resolve("bin/slipway"));
    try (SlipwayProcess process =
            SlipwayProcess.started(
                // else the archive would be made in a folder that the test deletes
                link, folder, Map.of("SLIPWAY_JAVA_OPTS", "-Xshare:auto"), "run", "--port", "0");
        Http http = new Http()) {
      assertThat(http.get(process.uri("/examples/hello")).status()).isEqualTo(200);
    }
    SlipwayProcess config =
        SlipwayProcess.started(link, folder, Map.of("SLIPWAY_JAVA_OPTS", "-Dx=y"), "config");
    assertThat(config.exitCode()).isZero();
    assertThat(config.err()).isBlank();
  }

  @Test
  void withoutJavaOneLineSaysSo() throws Exception {
    SlipwayProcess process =
        SlipwayProcess.started(
            SlipwayProcess.DISTRIBUTION.resolve("bin/slipway"),
            folder,
            Map.of("JAVA_HOME", folder.toString()),
            "run");
    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.err().strip().lines()).hasSize(1).first().asString().contains("JAVA_HOME");
  }

  @Test
  void nothingOfTheContainersLibrariesIsVisibleToAWebapp() throws Exception {
    WebappFolder.at(folder)
        .servlet(
            "Look",
            "/look",
            """
            for (String name : new String[] {"org.jboss.jandex.Index", "org.jboss.logging.Logger", "picocli.CommandLine",
                "org.snakeyaml.engine.v2.api.Load", "io.undertow.Undertow", "org.xnio.Xnio", "io.slipway.Slipway", "org.jspecify.annotations.Nullable"}) {
              for (ClassLoader loader : new ClassLoader[] {getClass().getClassLoader(), Thread.currentThread().getContextClassLoader()}) {
                try { Class.forName(name, false, loader); response.getWriter().print(name + " "); } catch (ClassNotFoundException expected) { }
              }
            }
            response.getWriter().print("looked");
            """);
    try (SlipwayProcess process = SlipwayProcess.serving(folder);
        Http http = new Http()) {
      assertThat(http.get(process.uri("/look")).text()).isEqualTo("looked");
    }
  }

  /** For {@code java -cp "lib/*"} and {@code java -jar}: every start's jars, then the modules. */
  @Test
  void theManifestOfTheCommandLineNamesTheClassPath() throws Exception {
    Path lib = SlipwayProcess.DISTRIBUTION.resolve("lib");
    List<String> jars = new ArrayList<>();
    for (Path folder : List.of(lib, lib.resolve("modules"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(f -> lib.relativize(f).toString())
            .filter(f -> f.endsWith(".jar"))
            .forEach(jars::add);
      }
    }
    String own = jars.stream().filter(f -> f.startsWith("slipway-cli")).findFirst().orElseThrow();
    jars.remove(own);
    try (JarFile jar = new JarFile(lib.resolve(own).toFile())) {
      String path = jar.getManifest().getMainAttributes().getValue("Class-Path");
      assertThat(path.strip().split(" +")).containsExactlyInAnyOrderElementsOf(jars);
      assertThat(path.indexOf("undertow-core")).isLessThan(path.indexOf("modules/"));
    }
  }

  @Test
  void whatIsNotUsedIsNotLoaded() throws Exception {
    WebappFolder.at(folder)
        .file("index.html", "hello")
        .servlet("Plain", "/plain", "response.getWriter().print(\"plain\");");
    Path script = SlipwayProcess.DISTRIBUTION.resolve("bin/slipway");
    try (SlipwayProcess process =
            SlipwayProcess.started(
                script,
                folder,
                // without an archive: the JVM takes all its classes at once
                Map.of("SLIPWAY_JAVA_OPTS", "-Xlog:class+load -Xshare:auto"),
                "run",
                folder.toString(),
                "--port",
                "0",
                "--bind",
                "127.0.0.1");
        Http http = new Http()) {
      assertThat(http.get(process.uri("/plain")).text()).isEqualTo("plain");
      assertThat(process.out().lines().filter(l -> l.contains("source:")))
          .anyMatch(l -> l.contains("Plain "))
          .anyMatch(l -> l.contains("io.slipway.Slipway ") && l.contains("/lib/slipway-core"))
          .as("the modules, and what settings ask for")
          .noneMatch(l -> l.matches(".*/lib/(modules|data|metrics)/.*"))
          .noneMatch(
              l ->
                  l.matches(
                      ".* (picocli|org\\.snakeyaml|io\\.slipway\\.naming\\.DataSourceMaker).*"));
    }
  }
}
