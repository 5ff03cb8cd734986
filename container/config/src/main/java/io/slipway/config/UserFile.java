package io.slipway.config;

import io.slipway.model.Origin;
import io.slipway.model.Problem;
import io.slipway.security.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * {@code conf/users.yaml}.
 *
 * <pre>
 * users:
 *   alice:
 *     password: pbkdf2-sha256$600000$...   # written by "slipway user add alice"
 *     roles: [admin, staff]
 * certificates:
 *   "CN=Alice, O=Example": [admin]
 * </pre>
 *
 * @param certificates roles by subject
 */
record UserFile(Map<String, User> users, Map<X500Principal, Set<String>> certificates) {
  record User(PasswordHash password, Set<String> roles) {
    User {
      roles = Set.copyOf(roles);
    }
  }

  UserFile {
    users = Map.copyOf(users);
    certificates = Map.copyOf(certificates);
  }

  /**
   * @throws ConfigException if anything in it cannot be used; says everything at once
   * @throws IOException if it cannot be read
   */
  static UserFile read(Path file) throws IOException {
    return new Reader(file.toString()).read(Files.readString(file));
  }

  /**
   * Adds a user to the file, which is made if there is none, readable by its owner only. What else
   * stands in it, comments included, stays as it is.
   *
   * @throws ConfigException if the user exists or the file is not one of users
   */
  static void add(Path file, String name, PasswordHash password, Set<String> roles)
      throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      text = "";
    }
    Reader reader = new Reader(file.toString());
    if (reader.read(text).users().containsKey(name)) {
      throw new ConfigException(
          List.of(
              Problem.error(
                  "duplicate-user",
                  Origin.of(file.toString()),
                  "there is already a user " + name,
                  "remove it first")));
    }
    List<String> lines = new ArrayList<>(text.lines().toList());
    int users = lines.indexOf("users:");
    if (users < 0) {
      if (reader.usersLine > 0) {
        throw new ConfigException(
            List.of(
                Problem.error(
                    "users-form",
                    new Origin(file.toString(), reader.usersLine),
                    "a user can be added only where a line is just \"users:\"",
                    "write the users below that line, one key each")));
      }
      users = lines.size();
      lines.add("users:");
    }
    String indent = indentAfter(lines, users);
    lines.add(users + 1, indent + Types.inQuotes(name) + ":");
    lines.add(users + 2, indent + "  password: " + password);
    lines.add(
        users + 3,
        indent
            + "  roles: ["
            + String.join(", ", roles.stream().map(Types::inQuotes).toList())
            + "]");
    write(file, String.join("\n", lines) + "\n");
  }

  /** As the entries that stand there already. */
  private static String indentAfter(List<String> lines, int users) {
    return lines.stream()
        .skip(users + 1L)
        .filter(l -> !l.isBlank() && !l.strip().startsWith("#"))
        .findFirst()
        .map(l -> l.substring(0, l.length() - l.stripLeading().length()))
        .filter(i -> !i.isEmpty())
        .orElse("  ");
  }

  /** In one step, so that nobody reads half a file. */
  private static void write(Path file, String text) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(directory);
    Path whole = Files.createTempFile(directory, "users", ".tmp");
    try {
      Files.writeString(whole, text);
      if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(
            whole,
            Files.exists(file)
                ? Files.getPosixFilePermissions(file)
                : PosixFilePermissions.fromString("rw-------"));
      }
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static final class Reader {
    private final String name;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, User> users = new LinkedHashMap<>();
    private final Map<X500Principal, Set<String>> certificates = new LinkedHashMap<>();
    private int usersLine;

    Reader(String name) {
      this.name = name;
    }

    UserFile read(String text) {
      if (SettingsReader.hasContent(text)) {
        for (Node.Entry entry : entries(YamlFile.parse(name, text, problems), "the file")) {
          switch (entry.name()) {
            case "users" -> {
              usersLine = entry.line();
              entries(entry.value(), "users").forEach(this::user);
            }
            case "certificates" ->
                entries(entry.value(), "certificates").forEach(this::certificate);
            default -> unknown(entry, "users or certificates");
          }
        }
      }
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
      return new UserFile(users, certificates);
    }

    private void user(Node.Entry user) {
      @Nullable PasswordHash password = null;
      Set<String> roles = Set.of();
      for (Node.Entry entry : entries(user.value(), user.name())) {
        switch (entry.name()) {
          case "password" -> password = password(entry).orElse(null);
          case "roles" -> roles = roles(entry);
          default -> unknown(entry, "password or roles");
        }
      }
      if (password == null) {
        problem(
            "no-password",
            user.line(),
            "user " + user.name() + " has no usable password",
            "slipway user add");
      } else {
        users.put(user.name(), new User(password, roles));
      }
    }

    private Optional<PasswordHash> password(Node.Entry entry) {
      if (entry.value() instanceof Node.Scalar scalar) {
        try {
          return Optional.of(PasswordHash.parse(scalar.text()));
        } catch (IllegalArgumentException e) {
          problem(
              "password-hash", entry.line(), String.valueOf(e.getMessage()), "slipway user add");
        }
      } else {
        problem("password-hash", entry.line(), "a password is one value", "slipway user add");
      }
      return Optional.empty();
    }

    private void certificate(Node.Entry entry) {
      try {
        certificates.put(new X500Principal(entry.name()), roles(entry));
      } catch (IllegalArgumentException e) {
        problem(
            "subject",
            entry.line(),
            entry.name() + " is not a distinguished name",
            "as in \"CN=Alice, O=Example\"");
      }
    }

    private Set<String> roles(Node.Entry entry) {
      Set<String> roles = new LinkedHashSet<>();
      List<Node> items =
          entry.value() instanceof Node.Sequence sequence
              ? sequence.items()
              : List.of(entry.value());
      for (Node item : items) {
        if (item instanceof Node.Scalar scalar && !scalar.empty()) {
          roles.add(scalar.text());
        } else {
          problem("roles", entry.line(), "roles are a list of names", "as in [admin, staff]");
        }
      }
      return roles;
    }

    private List<Node.Entry> entries(Node node, String what) {
      if (node instanceof Node.Mapping mapping) {
        return mapping.entries();
      }
      if (!(node instanceof Node.Scalar scalar && scalar.empty())) {
        problem(
            "mapping",
            node.line(),
            what
                + " must be names, each with what belongs to it indented below, not a list or one value",
            "as slipway user add writes them");
      }
      return List.of();
    }

    private void unknown(Node.Entry entry, String known) {
      problem(
          "unknown-key",
          entry.line(),
          "\"" + entry.name() + "\" is not known here",
          "keys are " + known);
    }

    private void problem(String code, int line, String message, String fix) {
      problems.add(Problem.error(code, new Origin(name, line), message, fix));
    }
  }
}
