package io.slipway.deploy;

import static io.slipway.Await.awaitCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.CapturedLog;
import io.slipway.Javac;
import io.slipway.Slipway;
import io.slipway.WebXml;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webapp sees, and what is left of it when it has gone. */
class ClassLoadingTest {
  private static final String PROBE =
      """
      import jakarta.servlet.*; import jakarta.servlet.http.*; import jakarta.servlet.annotation.*; import java.io.*;
      @WebServlet(urlPatterns = "/probe", loadOnStartup = 1)
      public class Probe extends HttpServlet {
        private static final ThreadLocal<byte[]> LOCAL = new ThreadLocal<>();
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
          request.getSession().setAttribute("own", new Probe());
          String name = request.getParameter("class");
          if (name.startsWith("of ")) {
            name = getServletContext().getServletRegistration(name.substring(3)).getClassName();
          }
          try {
            Class<?> type = Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            response.getWriter().print(type.getClassLoader() == Probe.class.getClassLoader() ? "own" : "container");
          } catch (ClassNotFoundException e) {
            response.getWriter().print("none");
          }
        }
      }
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  private String get(Slipway slipway, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(slipway.uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Path webapp(Path folder) throws IOException {
    Javac.compile(folder.resolve("WEB-INF/classes"), Map.of("Probe", PROBE));
    Path lib = Files.createDirectories(folder.resolve("WEB-INF/lib"));
    Path shadow = folder.resolveSibling("shadow");
    Javac.compile(
        shadow.resolve("classes"),
        Map.of(
            "Filter", "package jakarta.servlet; public interface Filter {}",
            "Logger", "package org.jboss.logging; public class Logger {}",
            "LoopTag", "package jakarta.servlet.jsp.jstl.core; public interface LoopTag {}",
            "JspPage", "package jakarta.servlet.jsp; public interface JspPage {}"));
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(lib.resolve("a.jar")))) {
      for (String entry :
          List.of(
              "jakarta/servlet/Filter.class",
              "jakarta/servlet/jsp/JspPage.class",
              "jakarta/servlet/jsp/jstl/core/LoopTag.class",
              "org/jboss/logging/Logger.class")) {
        jar.putNextEntry(new JarEntry(entry));
        jar.write(Files.readAllBytes(shadow.resolve("classes").resolve(entry)));
      }
      jar.putNextEntry(new JarEntry("META-INF/resources/from-jar.txt"));
      jar.write("jar".getBytes(StandardCharsets.UTF_8));
    }
    return folder;
  }

  @Test
  void aWebappSeesTheServletApiItsOwnClassesAndNothingElse(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"));
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      assertThat(get(slipway, "/w/probe?class=jakarta.servlet.Filter")).isEqualTo("container");
      assertThat(get(slipway, "/w/probe?class=org.jboss.logging.Logger")).isEqualTo("own");
      assertThat(get(slipway, "/w/probe?class=java.sql.Driver")).isEqualTo("container");
      // a library of the webapp in a package below the container's; pages without the module
      assertThat(get(slipway, "/w/probe?class=jakarta.servlet.jsp.jstl.core.LoopTag"))
          .isEqualTo("own");
      assertThat(get(slipway, "/w/probe?class=jakarta.servlet.jsp.JspPage")).isEqualTo("own");
      for (String hidden :
          List.of(
              "io.slipway.Slipway",
              "io.undertow.Undertow",
              "org.jboss.jandex.Index",
              "org.xnio.Xnio")) {
        assertThat(get(slipway, "/w/probe?class=" + hidden)).as(hidden).isEqualTo("none");
      }
      assertThat(get(slipway, "/w/from-jar.txt")).isEqualTo("jar");
      // what frameworks do with the registrations that they find, the container's among them
      assertThat(get(slipway, "/w/probe?class=of+Probe")).isEqualTo("own");
      assertThat(get(slipway, "/w/probe?class=of+default")).isEqualTo("container");
      assertThat(get(slipway, "/w/probe?class=of+jsp")).isEqualTo("container");
    }
  }

  /** As it is loaded through the link. A link to a folder above it leads round in a circle. */
  @Test
  void anAnnotatedClassBehindALinkIsServed(@TempDir Path temp) throws Exception {
    Path built = temp.resolve("built");
    Javac.compile(
        built,
        Map.of(
            "Linked",
            """
            package x.y;
            import jakarta.servlet.http.*; import java.io.*;
            @jakarta.servlet.annotation.WebServlet("/linked")
            public class Linked extends HttpServlet {
              protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("linked");
              }
            }
            """));
    Path folder = webapp(temp.resolve("w"));
    Files.createSymbolicLink(folder.resolve("WEB-INF/classes/a"), folder);
    Files.createSymbolicLink(folder.resolve("WEB-INF/classes/x"), built.resolve("x"));
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      assertThat(get(slipway, "/w/linked")).isEqualTo("linked");
      assertThat(get(slipway, "/w/probe?class=java.sql.Driver")).isEqualTo("container");
      assertThat(slipway.webapps().get(0).problems()).isEmpty();
    }
  }

  @Test
  void aFilterInASharedLibraryWorks(@TempDir Path temp) throws Exception {
    Path shared = temp.resolve("shared");
    Javac.compile(
        shared.resolve("classes"),
        Map.of(
            "Shared",
            """
        import jakarta.servlet.*; import java.io.*;
        public class Shared implements Filter {
          public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) throws IOException {
            response.getWriter().print("shared");
          }
        }
        """));
    Path jar = shared.resolve("shared.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Shared.class"));
      out.write(Files.readAllBytes(shared.resolve("classes/Shared.class")));
    }
    Path folder =
        WebXml.write(
            temp.resolve("w"),
            """
            <filter><filter-name>f</filter-name><filter-class>Shared</filter-class></filter>
            <filter-mapping><filter-name>f</filter-name><url-pattern>/*</url-pattern></filter-mapping>
            """);
    try (Slipway slipway =
        Slipway.builder().port(0).sharedLibraries(List.of(jar)).webapp("/w", folder).start()) {
      assertThat(get(slipway, "/w/")).isEqualTo("shared");
    }
  }

  /** Of a kind that Maven makes by {@code <index>true</index>}. */
  @Test
  void aJarThatAnotherOnesIndexNamesIsWholeAndThereOnce(@TempDir Path temp) throws Exception {
    Path root = temp.resolve("w");
    Path lib = Files.createDirectories(root.resolve("WEB-INF/lib"));
    jar(
        lib.resolve("a.jar"),
        Map.of(
            "META-INF/INDEX.LIST",
            "JarIndex-Version: 1.0\n\na.jar\na\n\nb.jar\nb\n\n",
            "a/one.txt",
            "1"));
    jar(lib.resolve("b.jar"), Map.of("META-INF/services/x.Service", "b.Impl", "b/two.txt", "2"));
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", root).start()) {
      ClassLoader loader = slipway.webapps().get(0).servletContext().getClassLoader();
      for (String name : List.of("META-INF/services/x.Service", "a/one.txt", "b/two.txt")) {
        assertThat(Collections.list(loader.getResources(name))).as(name).hasSize(1);
      }
      assertThat(((URLClassLoader) loader).getURLs())
          .extracting(URL::getProtocol)
          .containsOnly("file");
    }
  }

  private static void jar(Path file, Map<String, String> entries) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Most of them have no name of their own: where it is tells whose it is. */
  @Test
  void aThreadThatStaysIsNamedWithWhatItRuns(@TempDir Path temp) throws Exception {
    Javac.compile(
        temp.resolve("w/WEB-INF/classes"),
        Map.of(
            "Stays",
            """
            import jakarta.servlet.*; import jakarta.servlet.annotation.*;
            import java.util.concurrent.*;
            @WebListener
            public class Stays implements ServletContextListener {
              private Thread thread;
              public void contextInitialized(ServletContextEvent event) {
                thread = new Thread(Stays::lurk);
                thread.setDaemon(true);
                thread.start();
                event.getServletContext().setAttribute("thread", thread);
              }
              static void lurk() {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException told) {
                  // ends
                }
              }
            }
            """));
    Thread left;
    try (CapturedLog log = new CapturedLog("io.slipway.deploy")) {
      try (Slipway slipway = Slipway.builder().port(0).webapp("/w", temp.resolve("w")).start()) {
        left = (Thread) slipway.webapps().get(0).servletContext().getAttribute("thread");
      }
      assertThat(log.messages())
          .anyMatch(message -> message.contains("(java.lang.Thread, in Stays.lurk) still runs"));
    }
    left.interrupt();
  }

  /** It waits for processes to end, and lives on for a minute after the last. */
  @Test
  void theThreadOfTheJdkThatWaitsForProcessesIsNotTheWebapps(@TempDir Path temp) throws Exception {
    Javac.compile(
        temp.resolve("w/WEB-INF/classes"),
        Map.of(
            "Runs",
            """
            import jakarta.servlet.http.*; import jakarta.servlet.annotation.*; import java.io.*;
            @WebServlet("/runs")
            public class Runs extends HttpServlet {
              protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-version").start();
                try {
                  response.getWriter().print(process.waitFor());
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            }
            """));
    WeakReference<ClassLoader> loader;
    try (CapturedLog log = new CapturedLog("io.slipway.deploy")) {
      try (Slipway slipway = Slipway.builder().port(0).webapp("/w", temp.resolve("w")).start()) {
        assertThat(get(slipway, "/w/runs")).isEqualTo("0");
        loader = new WeakReference<>(slipway.webapps().get(0).servletContext().getClassLoader());
      }
      assertThat(log.messages()).noneMatch(message -> message.contains("still runs"));
    }
    awaitCollection(loader);
  }

  /** As the security of Metro's web services and scripting languages do. */
  @Test
  void whatAServletGetsCanBeCalledByReflection() throws Exception {
    HttpServlet caller =
        new HttpServlet() {
          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            ServletContext context = getServletContext();
            AsyncContext async = request.startAsync();
            try {
              call(context, "getContextPath");
              call(context.getRequestDispatcher("/"), "toString");
              call(context.getServletRegistration("caller"), "getName");
              call(context.getFilterRegistration("pass"), "getName");
              call(getServletConfig(), "getServletName");
              call(request, "getMethod");
              call(request.getSession(), "getId");
              call(request.getInputStream(), "isFinished");
              call(async, "getTimeout");
              call(response, "isCommitted");
              call(response.getOutputStream(), "isReady");
              response.getOutputStream().print("called");
            } catch (ReflectiveOperationException refused) {
              response.getOutputStream().print(refused.toString());
            } finally {
              async.complete();
            }
          }
        };
    Filter pass = (request, response, chain) -> chain.doFilter(request, response);
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .webapp("/w", app -> app.servlet("caller", caller, "/*").filter("pass", pass, "/*"))
            .start()) {
      assertThat(get(slipway, "/w/")).isEqualTo("called");
    }
  }

  private static void call(Object object, String method) throws ReflectiveOperationException {
    object.getClass().getMethod(method).invoke(object);
  }

  @Test
  void theClassLoaderIsCollectedAfterUndeploy(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"));
    try (Slipway slipway = Slipway.builder().port(0).start()) {
      WeakReference<ClassLoader> loader =
          new WeakReference<>(slipway.deploy("/w", folder).servletContext().getClassLoader());
      assertThat(get(slipway, "/w/probe?class=java.lang.String")).isEqualTo("container");
      slipway.undeploy("/w");
      awaitCollection(loader);
      Files.delete(folder.resolve("WEB-INF/lib/a.jar"));
      assertThat(get(slipway, "/w/probe")).contains("404 Not Found");
    }
  }

  @Test
  void aRedeployedWebappRunsItsNewClasses(@TempDir Path temp) throws Exception {
    Path folder = webapp(temp.resolve("w"));
    try (Slipway slipway = Slipway.builder().port(0).webapp("/w", folder).start()) {
      assertThat(get(slipway, "/w/probe?class=java.lang.String")).isEqualTo("container");
      slipway.undeploy("/w");
      Javac.compile(
          folder.resolve("WEB-INF/classes"),
          Map.of("Probe", PROBE.replace("\"container\"", "\"changed\"")));
      slipway.deploy("/w", folder);
      assertThat(get(slipway, "/w/probe?class=java.lang.String")).isEqualTo("changed");
    }
  }
}
