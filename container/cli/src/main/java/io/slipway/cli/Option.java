package io.slipway.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every option, once: read quickly by {@link Arguments}, explained by {@link Help}. */
enum Option {
  CONTEXT(
      "--context",
      "/PATH",
      "",
      Set.of(Command.RUN),
      "Context path of one webapp, .war or .java. Default: /"),
  PORT(
      "--port",
      "N",
      "server.port",
      Set.of(Command.RUN, Command.CONFIG),
      "Port of the HTTP listener; 0 picks a free one and prints it. Default: 8080"),
  BIND(
      "--bind",
      "ADDRESS",
      "server.bind",
      Set.of(Command.RUN, Command.CONFIG),
      "Address to listen on; 0.0.0.0 opens it to the network. Default: 127.0.0.1"),
  CONF(
      "--conf",
      "DIR",
      "",
      Set.of(Command.RUN, Command.CONFIG, Command.ADD_USER),
      "Folder of slipway.yaml and users.yaml. Default: conf/ of the distribution"),
  CLASSES(
      "--classes",
      "DIR",
      "",
      Set.of(Command.RUN),
      "Folder of classes for one webapp, as if it were its WEB-INF/classes; may be repeated"),
  LIB(
      "--lib",
      "DIR",
      "",
      Set.of(Command.RUN),
      "Folder of jars for one webapp, as if they were in its WEB-INF/lib; may be repeated"),
  ROLE("--role", "ROLE", "", Set.of(Command.ADD_USER), "A role the user has; may be repeated"),
  WORK(
      "--work",
      "DIR",
      "server.work",
      Set.of(Command.RUN, Command.CONFIG),
      "Folder for unpacked WARs, compiled pages, sessions and temporary files."
          + " Default: a temporary one, deleted at the end"),
  SET(
      "--set",
      "KEY=VALUE",
      "",
      Set.of(Command.RUN, Command.CONFIG),
      "Sets any key of slipway.yaml; may be repeated"),
  KEEP_GOING(
      "--keep-going",
      "",
      "server.keep-going",
      Set.of(Command.RUN, Command.CONFIG),
      "Serve the webapps that can be deployed when another cannot. Without it Slipway then prints every problem of every webapp and"
          + " exits with 1"),
  DEV(
      "--dev",
      "",
      "server.dev",
      Set.of(Command.RUN, Command.CONFIG),
      "Redeploy a webapp when its classes, jars or .java file have changed"),
  DEV_HTTPS(
      "--dev-https",
      "N",
      "tls.port",
      Set.of(Command.RUN),
      "HTTPS too, on this port, with a certificate for localhost that is made once and kept in the folder of slipway.yaml"),
  QUIET(
      "--quiet", "", "", Set.of(Command.RUN), "Print only the \"ready\" line, and what goes wrong");

  /** What {@code slipway} can be told to do. */
  enum Command {
    RUN("run", "Deploys webapps and serves them.", "PATH", "What to serve, see below"),
    CONFIG("config", "Prints the effective settings and where each came from.", "", ""),
    ADD_USER(
        "user add",
        "Adds a user to users.yaml. Asks for the password, or reads it from standard input.",
        "NAME",
        "What the user logs in with"),
    ARCHIVE(
        "archive",
        "Makes the class-data archive that the first start else makes by the way, and prints where it is. For images.",
        "",
        "");

    final String words;
    final String doc;

    /** The argument that is no option; empty for none. */
    final String argument;

    final String argumentDoc;

    Command(String words, String doc, String argument, String argumentDoc) {
      this.words = words;
      this.doc = doc;
      this.argument = argument;
      this.argumentDoc = argumentDoc;
    }

    /** The command of these words, or null if it is none. */
    static @Nullable Command of(String words) {
      for (Command command : values()) {
        if (command.words.equals(words)) {
          return command;
        }
      }
      return null;
    }
  }

  final String flag;

  /** What stands behind it; empty for one that stands alone. */
  final String label;

  /** The key it sets; empty for none. */
  final String key;

  final Set<Command> commands;
  final String doc;

  Option(String flag, String label, String key, Set<Command> commands, String doc) {
    this.flag = flag;
    this.label = label;
    this.key = key;
    this.commands = commands;
    this.doc = doc;
  }

  /** Whether it may be given more than once. */
  boolean repeats() {
    return this == SET || this == ROLE || this == CLASSES || this == LIB;
  }

  boolean standsAlone() {
    return label.isEmpty();
  }
}
