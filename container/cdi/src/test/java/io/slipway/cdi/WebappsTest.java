package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.cdi.app.Cart;
import io.slipway.cdi.app.Journal;
import io.slipway.cdi.app.ScopeEvents;
import io.slipway.cdi.app.ShopServlet;
import io.slipway.cdi.app.Ticket;
import io.slipway.cdi.app.Wizard;
import io.slipway.cdi.many.Name;
import io.slipway.cdi.many.NameServlet;
import io.slipway.cdi.many.PlainServlet;
import jakarta.enterprise.inject.spi.CDI;
import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebappsTest {
  private static Path named(Path folder) throws Exception {
    return new WebappFolder(folder).classes(Name.class, NameServlet.class).root();
  }

  @Test
  void manyWebappsInParallelEachFindTheirOwnContainer(@TempDir Path folder) throws Exception {
    SlipwayBuilder builder = Slipway.builder().port(0);
    for (int i = 0; i < 4; i++) {
      builder.webapp("/w" + i, named(folder.resolve("w" + i)));
    }
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try (Slipway slipway = builder.start()) {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String webapp = "/w" + i % 4;
        calls.add(() -> webapp + " " + new Browser(slipway).body(webapp + "/name"));
      }
      for (Future<String> answer : clients.invokeAll(calls)) {
        Set<String> names =
            Set.copyOf(List.of(answer.get().split(" ")).stream().collect(Collectors.toSet()));
        assertThat(names).as(answer.get()).hasSize(1);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void twoServersInOneJvmDeployTheSameContextPathAtOnce(@TempDir Path folder) throws Exception {
    try (Slipway one =
            Slipway.builder().port(0).webapp("/same", named(folder.resolve("one"))).start();
        Slipway two =
            Slipway.builder().port(0).webapp("/same", named(folder.resolve("two"))).start()) {
      assertThat(new Browser(one).body("/same/name")).isEqualTo("/same /same /same");
      assertThat(new Browser(two).body("/same/name")).isEqualTo("/same /same /same");
    }
  }

  @Test
  void outsideOfWebappsThereIsNoCurrentContainer() {
    assertThatThrownBy(CDI::current).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aWebappWithoutBeansHasNoCdiApi(@TempDir Path folder) throws Exception {
    Path root = new WebappFolder(folder).classes(PlainServlet.class).root();
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", root).start()) {
      assertThat(new Browser(slipway).body("/plain")).isEqualTo("plain none");
    }
  }

  @Test
  void aWebappWithItsOwnImplementationIsLeftToIt(@TempDir Path folder) throws Exception {
    WebappFolder webapp = new WebappFolder(folder).beansXml().classes(PlainServlet.class);
    compile(
        webapp,
        "package org.apache.webbeans.config; public class WebBeansContext {}",
        "package jakarta.enterprise.inject.spi; public class CDI {}");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      assertThat(new Browser(slipway).body("/plain"))
          .as("the webapp's own API")
          .isEqualTo("plain true");
    }
  }

  /** The webapp's own container, which says by an error what is wrong with a bean. */
  @Test
  void whatItsOwnImplementationThrowsIsTheReasonThatIsGiven(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        new WebappFolder(folder)
            .file(
                "WEB-INF/classes/META-INF/services/jakarta.enterprise.inject.spi.CDIProvider", "");
    String spi = "package jakarta.enterprise.inject.spi; public ";
    compile(
        webapp,
        spi
            + "class CDI { public static CDI current() { return new CDI(); }"
            + " public BeanManager getBeanManager() { return new BeanManager(); } }",
        spi
            + "class BeanManager {"
            + " public Object createAnnotatedType(Class<?> type) { return type; }"
            + " public Object getInjectionTargetFactory(Object type) {"
            + " throw new AssertionError(\"the bean is broken\"); } }",
        "@jakarta.servlet.annotation.WebServlet(urlPatterns = \"/\", loadOnStartup = 1)"
            + " public class Broken extends jakarta.servlet.http.HttpServlet {}");
    SlipwayBuilder builder = Slipway.builder().port(0).webapp("/", webapp.root());
    assertThatThrownBy(builder::start).hasMessageContaining("the bean is broken");
  }

  /** Implementations of Faces 4 do not start without. */
  @Test
  void aWebappWithFacesHasAContainerThoughItHasNoBeans(@TempDir Path folder) throws Exception {
    WebappFolder webapp = new WebappFolder(folder);
    compile(
        webapp,
        "package jakarta.faces.webapp;"
            + "@jakarta.servlet.annotation.WebServlet(\"/faces\")"
            + " public class FacesServlet extends jakarta.servlet.http.HttpServlet {"
            + " @Override protected void doGet(jakarta.servlet.http.HttpServletRequest request,"
            + " jakarta.servlet.http.HttpServletResponse response) throws java.io.IOException {"
            + " response.getWriter().print("
            + "jakarta.enterprise.inject.spi.CDI.current().getBeanManager() != null); } }");
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", webapp.root()).start()) {
      assertThat(new Browser(slipway).body("/w/faces")).isEqualTo("true");
    }
  }

  /** Compiles classes into a webapp, each named as its source says. */
  private static void compile(WebappFolder webapp, String... sources) throws Exception {
    Path folder = webapp.root().resolve("sources");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                Files.createDirectories(webapp.root().resolve("WEB-INF/classes")).toString()));
    for (String source : sources) {
      String name = source.replaceFirst("(?s).*?public class (\\w+).*", "$1");
      Path file = Files.createDirectories(folder).resolve(name + ".java");
      arguments.add(Files.writeString(file, source).toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }

  @Test
  void nothingOfAnUndeployedWebappStays(@TempDir Path folder) throws Exception {
    Path root =
        new WebappFolder(folder)
            .classes(
                Cart.class,
                Journal.class,
                ScopeEvents.class,
                ShopServlet.class,
                Ticket.class,
                Wizard.class)
            .root();
    try (Slipway slipway = Slipway.builder().port(0).start()) {
      WeakReference<ClassLoader> loader = useAndUndeploy(slipway, root);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (loader.get() != null && System.nanoTime() < deadline) {
        System.gc();
      }
      assertThat(loader.get()).isNull();
    }
  }

  private static WeakReference<ClassLoader> useAndUndeploy(Slipway slipway, Path root)
      throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    slipway.deploy(
        "/leak",
        webapp ->
            webapp
                .folder(root)
                .onStartup(context -> loaders.add(new WeakReference<>(context.getClassLoader()))));
    Browser browser = new Browser(slipway);
    assertThat(browser.body("/leak/do/async")).startsWith("started dispatched");
    assertThat(browser.body("/leak/do/begin")).isEqualTo("1:1");
    assertThat(browser.body("/leak/do/current")).isEqualTo("true true true");
    slipway.undeploy("/leak");
    return loaders.get(0);
  }

  /** In a JVM of its own, since other tests have loaded it in this one. */
  @Test
  void weldIsNotLoadedForAWebappWithoutBeans(@TempDir Path folder) throws Exception {
    Path root = new WebappFolder(folder.resolve("app")).classes(PlainServlet.class).root();
    Path log = folder.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                PlainStart.class.getName(),
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "out.txt"))
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(folder.resolve("out.txt"), StandardCharsets.UTF_8))
        .isZero();
    try (var lines = Files.lines(log)) {
      assertThat(
              lines.filter(l -> l.contains("org.jboss.weld") || l.contains("jakarta.enterprise")))
          .isEmpty();
    }
  }

  /** The other JVM. */
  static final class PlainStart {
    public static void main(String[] args) throws Exception {
      try (Slipway slipway = Slipway.builder().port(0).webapp("/", Path.of(args[0])).start()) {
        if (!new Browser(slipway).body("/plain").startsWith("plain")) {
          throw new IllegalStateException("The webapp does not answer");
        }
      }
    }
  }
}
