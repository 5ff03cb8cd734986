package io.slipway.cli;

import io.slipway.config.ConfigException;
import io.slipway.config.Settings;
import io.slipway.config.SettingsReader;
import io.slipway.config.SettingsText;
import io.slipway.model.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code slipway}. */
public final class Main {
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Home home;

  Main(PrintStream out, PrintStream err, Map<String, String> environment, Home home) {
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.home = home;
  }

  public static void main(String[] args) {
    Main main = new Main(System.out, System.err, System.getenv(), Home.find());
    int exitCode = main.run(List.of(args));
    if (exitCode != 0) {
      System.exit(exitCode);
    }
    // Else the container's threads keep the process until a signal ends it.
  }

  /** Returns when the command is done, or the container serves. */
  int run(List<String> words) {
    try {
      Optional<Arguments> arguments = Arguments.quick(words);
      if (arguments.isEmpty()) {
        arguments = Help.read(words, "slipway " + home.version(), out);
      }
      arguments.ifPresent(this::run);
      return 0;
    } catch (Failure e) {
      err.println("slipway: " + e.getMessage());
      return e.exitCode;
    }
  }

  private void run(Arguments arguments) {
    Path conf = arguments.value(Option.CONF).map(Main::path).orElse(home.conf());
    if (arguments.has(Option.CONF) && !Files.isDirectory(conf)) {
      throw Failure.failed(conf + ": there is no such folder (--conf)");
    }
    switch (arguments.command()) {
      case CONFIG -> out.print(SettingsText.effective(settings(conf, arguments)));
      case RUN -> new Run(out, home, conf, settings(conf, arguments), arguments).start();
      case ARCHIVE -> archive();
      case ADD_USER -> new AddUser(out, conf.resolve("users.yaml"), arguments).run();
    }
  }

  private void archive() {
    StartupArchive archive =
        StartupArchive.wanted()
            .orElseThrow(
                () ->
                    Failure.failed(
                        "SLIPWAY_JAVA_OPTS names an archive of its own, or there is no folder for one"));
    try {
      archive.make();
    } catch (IOException e) {
      throw Failure.failed(archive.file() + " cannot be made: " + e.getMessage());
    } catch (InterruptedException e) {
      throw Failure.failed("interrupted");
    }
    out.println(archive.file());
  }

  private Settings settings(Path conf, Arguments arguments) {
    List<SettingsReader.Option> options = arguments.settings();
    if (arguments.has(Option.DEV_HTTPS)) {
      DevCertificate certificate = DevCertificate.in(conf);
      certificate.keep();
      options.addAll(certificate.settings());
    }
    try {
      Settings settings = SettingsReader.read(conf.resolve("slipway.yaml"), environment, options);
      settings.warnings().forEach(warning -> err.println("slipway: " + warning));
      return settings;
    } catch (ConfigException e) {
      throw unusable("the settings cannot be used:", e);
    }
  }

  /** A usage failure where an option is to blame, and all problems one a line. */
  static Failure unusable(String what, ConfigException problems) {
    StringBuilder text = new StringBuilder(what);
    boolean usage = false;
    for (Problem problem : problems.problems()) {
      text.append(System.lineSeparator()).append("  ").append(problem);
      usage |= problem.at().source().startsWith("option ");
    }
    return usage ? Failure.usage(text.toString()) : Failure.failed(text.toString());
  }

  static Path path(String text) {
    if (text.isEmpty()) {
      throw Failure.usage("a path is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw Failure.usage("\"" + text.replace("\0", "\\0") + "\" is not a path");
    }
  }
}
