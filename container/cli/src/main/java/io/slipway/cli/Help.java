package io.slipway.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Help, version, and what is wrong with a command line. The only class that knows picocli. */
final class Help {
  private static final String[] RUN_TEXT = {
    "",
    "PATH, by default webapps/ of the distribution, may be",
    "  a .war file, served at /;",
    "  a .java file with an annotated servlet, compiled and served at /;",
    "  one webapp: a folder with WEB-INF, or one of static files, served at /;",
    "  a folder of webapps: each sub-folder and .war is one, served at its name",
    "  (ROOT at /, shop at /shop, a#b at /a/b).",
    "A folder without WEB-INF holds webapps if a sub-folder has WEB-INF or is named",
    "ROOT, if there is a .war in it, or if there is nothing but sub-folders in it;",
    "else it is one webapp of static files.",
    "",
    "Ends on Ctrl-C or SIGTERM when the requests in flight are answered.",
  };
  private static final String[] EXIT_TEXT = {
    "",
    "Exit codes: 0 done, 1 it could not be done, 2 the command line is wrong,",
    "130 and 143 ended by SIGINT and SIGTERM.",
  };

  private static final String COMMANDS =
      "\"slipway run [PATH]\" serves webapps, \"slipway --help\" tells the rest";

  private final CommandLine line;

  private Help(String version) {
    CommandSpec top = spec("slipway", "A small, complete Jakarta Servlet 6.1 container.", version);
    top.usageMessage().footer(EXIT_TEXT);
    for (Option.Command command : Option.Command.values()) {
      String[] words = command.words.split(" ");
      CommandSpec parent = top;
      if (words.length > 1) {
        parent = spec(words[0], "Users that webapps know.", version);
        top.addSubcommand(words[0], new CommandLine(parent));
      }
      String last = words[words.length - 1];
      parent.addSubcommand(last, new CommandLine(spec(command, last, version)));
    }
    line = new CommandLine(top);
    line.setUsageHelpAutoWidth(false);
  }

  private static CommandSpec spec(String name, String text, String version) {
    CommandSpec spec = CommandSpec.create().name(name).version(version);
    spec.usageMessage()
        .description(text)
        .sortOptions(false)
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .width(100);
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Print this help").build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version")
            .build());
    return spec;
  }

  private static CommandSpec spec(Option.Command command, String name, String version) {
    boolean run = command == Option.Command.RUN;
    CommandSpec spec = spec(name, command.doc, version);
    for (Option option : Option.values()) {
      if (option.commands.contains(command)) {
        OptionSpec.Builder builder =
            OptionSpec.builder(option.flag).description(option.doc.replace("%", "%%"));
        if (option.standsAlone()) {
          builder.type(boolean.class);
        } else {
          builder.paramLabel(option.label).type(option.repeats() ? List.class : String.class);
          if (option.repeats()) {
            builder.auxiliaryTypes(String.class);
          }
        }
        spec.addOption(builder.build());
      }
    }
    if (!command.argument.isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .paramLabel(command.argument)
              .arity(run ? "0..1" : "1")
              .type(String.class)
              .description(command.argumentDoc)
              .build());
    }
    spec.usageMessage().footer(run ? concat(RUN_TEXT, EXIT_TEXT) : EXIT_TEXT);
    return spec;
  }

  private static String[] concat(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /**
   * What the words mean, or empty when help or version was asked for and has been printed.
   *
   * @throws Failure if they mean nothing
   */
  static Optional<Arguments> read(List<String> words, String version, PrintStream out) {
    CommandLine line = new Help(version).line;
    CommandLine.ParseResult result;
    try {
      result = line.parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw Failure.usage(message(e));
    }
    while (result.subcommand() != null
        && !result.isUsageHelpRequested()
        && !result.isVersionHelpRequested()) {
      result = result.subcommand();
    }
    CommandLine asked = result.commandSpec().commandLine();
    if (result.isUsageHelpRequested()) {
      asked.usage(out);
      return Optional.empty();
    }
    if (result.isVersionHelpRequested()) {
      asked.printVersionHelp(out);
      return Optional.empty();
    }
    String name = asked.getCommandSpec().qualifiedName();
    Option.Command command =
        Option.Command.of(name.substring(line.getCommandName().length()).strip());
    if (command == null) {
      throw Failure.usage("which command? " + COMMANDS);
    }
    return Optional.of(arguments(command, result));
  }

  private static String message(CommandLine.ParameterException e) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && e.getCommandLine().getParent() == null
        && !unmatched.getUnmatched().get(0).startsWith("-")) {
      return unmatched.getUnmatched().get(0) + " is no command: " + COMMANDS;
    }
    StringJoiner text = new StringJoiner(" ");
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    text.add(first.endsWith(".") ? first.substring(0, first.length() - 1) : first);
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        text.add("(did you mean " + near.get(0) + "?)");
      }
    }
    return text.add("(see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)")
        .toString();
  }

  private static Arguments arguments(Option.Command command, CommandLine.ParseResult result) {
    Map<Option, List<String>> values = new EnumMap<>(Option.class);
    for (Option option : Option.values()) {
      if (result.hasMatchedOption(option.flag)) {
        values.put(option, result.matchedOption(option.flag).originalStringValues());
      }
    }
    @Nullable String path = result.matchedPositionalValue(0, (String) null);
    return new Arguments(command, values, Optional.ofNullable(path));
  }
}
