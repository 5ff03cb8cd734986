package io.slipway.arquillian;

import io.slipway.security.MemoryIdentityStore;
import io.slipway.spi.IdentityStore;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** The users of the configuration property {@code users}. */
final class ConfiguredUsers {
  private static final Pattern ENTRY_END = Pattern.compile("[\\n;]");
  private static final Pattern COLON = Pattern.compile(":");
  private static final Pattern COMMA = Pattern.compile(",");

  private ConfiguredUsers() {}

  /**
   * Reads {@code name : password : role, role} for each line or semicolon; empty ones are passed
   * over.
   *
   * @throws IllegalArgumentException if an entry has not three parts, has no name, comes twice, or
   *     has neither a password nor a distinguished name
   */
  static IdentityStore parse(String text) {
    MemoryIdentityStore.Builder store = MemoryIdentityStore.builder();
    Set<Object> seen = new HashSet<>();
    for (String entry : ENTRY_END.split(text)) {
      if (entry.isBlank()) {
        continue;
      }
      String[] parts = COLON.split(entry, -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException(
            "\"" + entry.strip() + "\" is not of the form name : password : role, role");
      }
      String name = parts[0].strip();
      String password = parts[1].strip();
      if (name.isEmpty()) {
        throw new IllegalArgumentException("\"" + entry.strip() + "\" has no name");
      }
      String[] roles =
          Arrays.stream(COMMA.split(parts[2]))
              .map(String::strip)
              .filter(role -> !role.isEmpty())
              .distinct()
              .toArray(String[]::new);
      if (!seen.add(password.isEmpty() ? subject(name) : name)) {
        throw new IllegalArgumentException("\"" + name + "\" is there twice");
      }
      if (password.isEmpty()) {
        store.certificate(name, roles);
      } else {
        store.user(name, password, roles);
      }
    }
    return store.build();
  }

  private static X500Principal subject(String name) {
    try {
      return new X500Principal(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" has no password and is not the distinguished name of a certificate either",
          e);
    }
  }
}
