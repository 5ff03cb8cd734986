package io.slipway.cli;

import io.slipway.ContextPath;
import io.slipway.DeploymentException;
import io.slipway.ListenException;
import io.slipway.Slipway;
import io.slipway.SlipwayBuilder;
import io.slipway.Webapp;
import io.slipway.config.ContainerOptions;
import io.slipway.config.Keys;
import io.slipway.config.Settings;
import io.slipway.model.Problem;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code slipway run}. */
final class Run {
  private final PrintStream out;
  private final PrintStream err;
  private final Settings settings;
  private final Arguments arguments;
  private final Path path;
  private final boolean quiet;

  Run(PrintStream out, PrintStream err, Home home, Settings settings, Arguments arguments) {
    this.out = out;
    this.err = err;
    this.settings = settings;
    this.arguments = arguments;
    this.path = arguments.path().map(Main::path).orElse(home.webapps());
    this.quiet = arguments.has(Option.QUIET);
  }

  /**
   * Returns when every listener accepts.
   *
   * @throws Failure if nothing is served
   */
  void start() {
    long begun = System.nanoTime();
    SlipwayBuilder builder = builder(Layout.of(path));
    Logging.prepare(quiet);
    Slipway slipway;
    try {
      slipway = builder.start();
    } catch (DeploymentException e) {
      throw Failure.failed(e.getMessage());
    } catch (ListenException e) {
      throw Failure.failed(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw Failure.failed(
          e.getCause().getClass().getSimpleName() + ": " + e.getCause().getMessage());
    } catch (IllegalArgumentException e) {
      throw Failure.failed(String.valueOf(e.getMessage()));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(slipway), "slipway-stop"));
    List<Webapp> webapps = slipway.webapps();
    report(webapps);
    // The one line that other programs wait for.
    out.printf(
        Locale.ROOT,
        "ready at %s after %d ms%n",
        open(slipway, webapps),
        (System.nanoTime() - begun) / 1_000_000);
    out.flush();
  }

  private SlipwayBuilder builder(Layout layout) {
    SlipwayBuilder builder =
        Slipway.builder()
            .port(settings.get(Keys.PORT))
            .bind(settings.get(Keys.BIND))
            .http2(settings.get(Keys.HTTP2))
            .keepGoing(settings.get(Keys.KEEP_GOING))
            .crossContext(settings.get(Keys.CROSS_CONTEXT))
            .serverOptions(ContainerOptions.server(settings))
            .requestOptions(ContainerOptions.requests(settings))
            .pipeline(ContainerOptions.pipeline(settings))
            .webappPipeline(ContainerOptions::forWebapp);
    settings.get(Keys.WORK).ifPresent(builder::workDirectory);
    if (layout.single()) {
      String context = context();
      layout.webapps().forEach(webapp -> builder.webapp(context, webapp));
    } else if (arguments.has(Option.CONTEXT)) {
      throw Failure.usage(
          "--context is for one webapp, but "
              + path
              + " holds "
              + layout.webapps().size()
              + " of them");
    } else {
      layout.webapps().forEach(builder::webapp);
    }
    return builder;
  }

  private String context() {
    String context = arguments.value(Option.CONTEXT).orElse("/");
    try {
      return ContextPath.normalise(context);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--context: " + e.getMessage());
    }
  }

  private void report(List<Webapp> webapps) {
    int width = webapps.stream().mapToInt(w -> shown(w).length()).max().orElse(0);
    for (Webapp webapp : webapps) {
      boolean failed = webapp.state() == Webapp.State.FAILED;
      if (failed) {
        err.println("slipway: " + shown(webapp) + " was not deployed:");
      } else if (!quiet) {
        out.printf(
            Locale.ROOT,
            "  %-" + Math.max(1, width) + "s  %d %s, %d %s, %d ms%n",
            shown(webapp),
            webapp.servlets(),
            webapp.servlets() == 1 ? "servlet" : "servlets",
            webapp.filters(),
            webapp.filters() == 1 ? "filter" : "filters",
            webapp.deployMillis());
      }
      for (Problem problem : webapp.problems()) {
        if (failed) {
          err.println("  " + problem);
        } else {
          err.println("slipway: " + shown(webapp) + ": " + problem);
        }
      }
    }
  }

  private static String shown(Webapp webapp) {
    return webapp.contextPath().isEmpty() ? "/" : webapp.contextPath();
  }

  /** The root context if there is one, else the first webapp that runs. */
  private static String open(Slipway slipway, List<Webapp> webapps) {
    List<String> running =
        webapps.stream()
            .filter(w -> w.state() == Webapp.State.RUNNING)
            .map(Webapp::contextPath)
            .toList();
    return running.isEmpty() || running.contains("")
        ? slipway.uri().toString()
        : slipway.uri(running.get(0) + "/").toString();
  }

  private void stop(Slipway slipway) {
    if (!quiet) {
      out.println("stopping");
    }
    slipway.close();
  }
}
