package io.slipway.cli;

import io.slipway.config.ConfigException;
import io.slipway.config.FileIdentityStore;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code slipway user add}. */
final class AddUser {
  private final PrintStream out;
  private final Path file;
  private final String name;
  private final Set<String> roles;

  AddUser(PrintStream out, Path file, Arguments arguments) {
    this.out = out;
    this.file = file;
    this.name = arguments.path().orElseThrow(() -> Failure.usage("a user has a NAME"));
    this.roles = new LinkedHashSet<>(arguments.values().getOrDefault(Option.ROLE, List.of()));
  }

  /**
   * @throws Failure if the user cannot be added
   */
  void run() {
    char[] password = password();
    try {
      if (password.length == 0) {
        throw Failure.failed("a password has at least one character");
      }
      FileIdentityStore.addUser(file, name, password, roles);
    } catch (ConfigException e) {
      throw Main.unusable("the user cannot be added:", e);
    } catch (IOException e) {
      throw Failure.failed(file + " cannot be written: " + e.getMessage());
    } finally {
      Arrays.fill(password, '\0');
    }
    out.printf("%s added to %s%s%n", name, file, roles.isEmpty() ? "" : " with roles " + roles);
  }

  /** Unseen and twice where somebody types it; one line where it is piped in. */
  private static char[] password() {
    Console console = System.console();
    if (console != null) {
      char[] first = console.readPassword("Password: ");
      char[] second = console.readPassword("Again: ");
      if (first == null || !Arrays.equals(first, second)) {
        throw Failure.failed("that was not the same password twice");
      }
      return first;
    }
    try {
      // Closing would close standard input itself.
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      String line = in.readLine();
      return line == null ? new char[0] : line.toCharArray();
    } catch (IOException e) {
      throw Failure.failed("the password could not be read: " + e.getMessage());
    }
  }
}
