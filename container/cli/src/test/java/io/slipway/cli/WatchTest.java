package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slipway.Slipway;
import io.slipway.Webapp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in the folder of the webapps happens to the webapps. */
class WatchTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path temp;
  private Path webapps;
  @AutoClose private Slipway slipway;
  private long clock = System.currentTimeMillis();

  @BeforeEach
  void start() throws IOException {
    webapps = Files.createDirectories(temp.resolve("webapps"));
    page("a", "a 1");
  }

  private void page(String webapp, String text) throws IOException {
    Path inf = Files.createDirectories(webapps.resolve(webapp + "/WEB-INF"));
    write(inf.resolve("web.xml"), webXml(text));
  }

  /** The text is where only a deployment finds it. */
  private static String webXml(String text) {
    return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\"><display-name>"
        + text
        + "</display-name></web-app>";
  }

  /** Each write at another time, as the clocks of file systems are coarse. */
  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    clock += 2000;
    Files.setLastModifiedTime(file, FileTime.fromMillis(clock));
  }

  private void war(String name, String text) throws IOException {
    Path file = temp.resolve("unfinished.war");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
      zip.write(webXml(text).getBytes(StandardCharsets.UTF_8));
    }
    clock += 2000;
    Files.setLastModifiedTime(file, FileTime.fromMillis(clock));
    Files.move(file, webapps.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Watch serving(boolean classes) {
    var builder = Slipway.builder().port(0).keepGoing(true);
    HiddenWars hidden = new HiddenWars();
    hidden.tell(Layout.of(webapps)).webapps().forEach(builder::webapp);
    slipway = builder.start();
    return new Watch(
        slipway, () -> hidden.tell(Layout.several(webapps)).webapps(), classes ? List.of() : null);
  }

  /** Two looks see the same, and the second acts. */
  private static void settle(Watch watch) {
    watch.look();
    watch.look();
  }

  private String name(String contextPath) {
    return slipway
        .webapp(contextPath)
        .filter(w -> w.state() == Webapp.State.RUNNING)
        .map(Webapp::displayName)
        .orElse("none");
  }

  private int status(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(slipway.uri(path)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private interface Steps {
    void run() throws Exception;
  }

  /** What the log got at a level or above. */
  private static List<String> saidWhile(Level level, Steps steps) throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger("io.slipway");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= level.intValue()) {
              said.add(record.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(handler);
    try {
      steps.run();
    } finally {
      log.removeHandler(handler);
    }
    return said;
  }

  @Test
  void aWarThatAFolderHidesIsToldOnceAndAgainWhenItHasChanged() throws Exception {
    war("a.war", "from the war");
    List<String> said =
        saidWhile(
            Level.WARNING,
            () -> {
              Watch watch = serving(false);
              settle(watch);
              assertThat(name("/a")).isEqualTo("a 1");
              war("a.war", "from the new war");
              settle(watch);
              settle(watch);
              assertThat(name("/a")).isEqualTo("a 1");
            });
    assertThat(said)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("a.war is not served", "remove the folder", "or remove the WAR"));
  }

  @Test
  void withoutTheFolderTheWarBesideItIsServed() throws Exception {
    war("a.war", "from the war");
    Watch watch = serving(false);
    Files.delete(webapps.resolve("a/WEB-INF/web.xml"));
    Files.delete(webapps.resolve("a/WEB-INF"));
    Files.delete(webapps.resolve("a"));
    settle(watch);
    assertThat(name("/a")).isEqualTo("from the war");
  }

  @Test
  void thatTheOldVersionGoesOnIsSaidWhereThereIsOne() throws Exception {
    Watch watch = serving(false);
    List<String> said =
        saidWhile(
            Level.SEVERE,
            () -> {
              write(webapps.resolve("a/WEB-INF/web.xml"), "<web-app");
              settle(watch);
              page("b", "b 1");
              write(webapps.resolve("b/WEB-INF/web.xml"), "<web-app");
              settle(watch);
            });
    assertThat(said)
        .satisfiesExactly(
            a -> assertThat(a).startsWith("/a was not deployed").contains("goes on"),
            b -> assertThat(b).startsWith("/b was not deployed").doesNotContain("goes on"));
  }

  @Test
  void whatComesIsDeployedAndWhatGoesUndeployed() throws Exception {
    Watch watch = serving(false);
    page("b", "b 1");
    Files.writeString(webapps.resolve("b/x.txt"), "x");
    war("c.war", "c 1");
    Files.createDirectories(webapps.resolve("empty"));
    Files.createDirectories(webapps.resolve(".hidden/WEB-INF"));
    watch.look();
    assertThat(slipway.webapps()).hasSize(1);
    watch.look();
    assertThat(name("/b")).isEqualTo("b 1");
    assertThat(name("/c")).isEqualTo("c 1");
    assertThat(slipway.webapps()).hasSize(3);
    assertThat(status("/b/x.txt")).isEqualTo(200);

    Files.delete(webapps.resolve("c.war"));
    settle(watch);
    assertThat(name("/c")).isEqualTo("none");
    assertThat(slipway.webapps()).hasSize(2);
    assertThat(status("/c/")).isEqualTo(404);
  }

  @Test
  void aNameThatIsNoContextPathKeepsNothingElseFromBeingDeployed() throws Exception {
    Watch watch = serving(false);
    page("shop##2", "no path");
    war("c.war", "c 1");
    settle(watch);
    assertThat(name("/c")).isEqualTo("c 1");
  }

  /** As those do who keep a webapp, or what was built of it, elsewhere. */
  @Test
  void linksAreFollowed() throws Exception {
    Watch watch = serving(true);
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere/WEB-INF"));
    Path built = Files.createDirectories(temp.resolve("built"));
    write(elsewhere.resolve("web.xml"), webXml("b 1"));
    write(built.resolve("app.properties"), "1");
    Files.createSymbolicLink(elsewhere.resolve("classes"), built);
    Files.createSymbolicLink(webapps.resolve("b"), elsewhere.getParent());
    settle(watch);
    assertThat(name("/b")).isEqualTo("b 1");
    Webapp first = slipway.webapp("/b").orElseThrow();
    write(built.resolve("app.properties"), "2");
    settle(watch);
    assertThat(slipway.webapp("/b").orElseThrow()).isNotSameAs(first);
  }

  @Test
  void nothingIsTakenBeforeItHasSettled() throws Exception {
    Watch watch = serving(false);
    page("b", "b 1");
    for (int i = 0; i < 5; i++) {
      write(webapps.resolve("b/part" + i), "more");
      watch.look();
      assertThat(name("/b")).isEqualTo("none");
    }
    watch.look();
    assertThat(name("/b")).isEqualTo("b 1");
  }

  @Test
  void aTouchedDescriptorRedeploys() throws Exception {
    Watch watch = serving(false);
    settle(watch);
    Webapp first = slipway.webapp("/a").orElseThrow();
    clock += 2000;
    Files.setLastModifiedTime(webapps.resolve("a/WEB-INF/web.xml"), FileTime.fromMillis(clock));
    settle(watch);
    assertThat(slipway.webapp("/a").orElseThrow()).isNotSameAs(first);
    assertThat(name("/a")).isEqualTo("a 1");
    page("a", "a 2");
    settle(watch);
    assertThat(name("/a")).isEqualTo("a 2");
  }

  @Test
  void aReplacedWarRedeploys() throws Exception {
    war("c.war", "c 1");
    Watch watch = serving(false);
    assertThat(name("/c")).isEqualTo("c 1");
    war("c.war", "c 2");
    settle(watch);
    assertThat(name("/c")).isEqualTo("c 2");
  }

  @Test
  void aBrokenVersionLeavesTheOldOneRunningAndIsTriedAgainWhenAnythingChanges() throws Exception {
    Watch watch = serving(false);
    write(webapps.resolve("a/WEB-INF/web.xml"), "<web-app><broken");
    settle(watch);
    assertThat(name("/a")).isEqualTo("a 1");
    page("a", "a 2");
    settle(watch);
    assertThat(name("/a")).isEqualTo("a 2");
  }

  @Test
  void aWebappThatWasBrokenAtTheStartIsDeployedWhenItIsMended() throws Exception {
    write(webapps.resolve("a/WEB-INF/web.xml"), "<web-app><broken");
    Watch watch = serving(false);
    settle(watch);
    assertThat(name("/a")).isEqualTo("none");
    page("a", "a 2");
    settle(watch);
    assertThat(name("/a")).isEqualTo("a 2");
  }

  @Test
  void classesCountInDevelopmentWhereTheirContentDiffers() throws Exception {
    Path classes = Files.createDirectories(webapps.resolve("a/WEB-INF/classes"));
    write(classes.resolve("app.properties"), "1");
    Watch watch = serving(true);
    Webapp first = slipway.webapp("/a").orElseThrow();
    write(classes.resolve("app.properties"), "1");
    settle(watch);
    assertThat(slipway.webapp("/a").orElseThrow()).isSameAs(first);
    write(classes.resolve("app.properties"), "2");
    settle(watch);
    assertThat(slipway.webapp("/a").orElseThrow()).isNotSameAs(first);
  }

  @Test
  void classesDoNotCountInProduction() throws Exception {
    Path classes = Files.createDirectories(webapps.resolve("a/WEB-INF/classes"));
    write(classes.resolve("app.properties"), "1");
    Watch watch = serving(false);
    Webapp first = slipway.webapp("/a").orElseThrow();
    write(classes.resolve("app.properties"), "2");
    settle(watch);
    assertThat(slipway.webapp("/a").orElseThrow()).isSameAs(first);
  }

  @Test
  void classesThatLieElsewhereCountToo() throws Exception {
    Path page = Files.createDirectories(temp.resolve("page"));
    Path built = Files.createDirectories(temp.resolve("built"));
    write(page.resolve("index.html"), "start");
    write(built.resolve("app.properties"), "1");
    slipway =
        Slipway.builder().port(0).webapp("/", webapp -> webapp.folder(page).classes(built)).start();
    Watch watch = new Watch(slipway, () -> List.of(page), List.of(built));
    settle(watch);
    Webapp first = slipway.webapp("/").orElseThrow();
    write(built.resolve("app.properties"), "2");
    settle(watch);
    assertThat(slipway.webapp("/").orElseThrow()).isNotSameAs(first);
  }

  /** Such as uploads of another user, or what a backup has left. */
  @Test
  void whatMayNotBeReadKeepsNothingFromBeingFollowed() throws Exception {
    write(webapps.resolve("a/WEB-INF/web.xml"), "<web-app>");
    page("b", "b 1");
    List<Path> closed =
        List.of(
            Files.createDirectories(webapps.resolve("a/data")),
            Files.createDirectories(webapps.resolve("b/data")));
    for (Path folder : closed) {
      Files.setPosixFilePermissions(folder, Set.of());
    }
    assumeFalse(Files.isReadable(closed.get(0)), "a superuser reads all");
    try {
      Watch watch = serving(false);

      assertThat(saidWhile(Level.WARNING, () -> settle(watch))).isEmpty();
      page("a", "a 2");
      page("b", "b 2");
      settle(watch);

      assertThat(name("/a")).isEqualTo("a 2");
      assertThat(name("/b")).isEqualTo("b 2");
    } finally {
      for (Path folder : closed) {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void aFolderThatCannotBeListedUndeploysNothing() throws Exception {
    Watch watch = serving(false);
    Files.move(webapps, temp.resolve("away"));
    settle(watch);
    settle(watch);
    assertThat(name("/a")).isEqualTo("a 1");
  }

  @Test
  void aSourceFileIsCompiledAgainWhenItChanges() throws Exception {
    Path source = temp.resolve("src/Hello.java");
    Files.createDirectories(source.getParent());
    write(source, "public class Hello { }");
    SourceFile file = new SourceFile(source);
    Path war = file.compile();
    SourceWatch compiled = new SourceWatch(file, war);
    slipway = Slipway.builder().port(0).webapp("/", war).start();
    Watch watch = new Watch(slipway, compiled, List.of());
    settle(watch);
    Webapp first = slipway.webapp("/").orElseThrow();
    write(source, "public class Hello { broken");
    settle(watch);
    assertThat(slipway.webapp("/").orElseThrow()).isSameAs(first);
    write(source, "public class Hello { int i; }");
    settle(watch);
    assertThat(slipway.webapp("/").orElseThrow()).isNotSameAs(first);
  }
}
