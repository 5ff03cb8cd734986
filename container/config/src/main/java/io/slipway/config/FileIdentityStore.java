package io.slipway.config;

import io.slipway.security.PasswordHash;
import io.slipway.security.UserPrincipal;
import io.slipway.spi.Identity;
import io.slipway.spi.IdentityStore;
import io.slipway.wire.SparseLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.x500.X500Principal;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Users of {@code conf/users.yaml}. A changed file counts from the next login on; one that cannot
 * be used is logged and what was read before stays. DIGEST is not served: a salted hash cannot.
 */
public final class FileIdentityStore implements IdentityStore {
  private static final Logger LOG = Logger.getLogger("io.slipway.security");

  private record Read(FileTime modified, UserFile users) {}

  private final Path file;
  private final AtomicReference<Read> read;
  private final SparseLogs logs = new SparseLogs();

  /**
   * @throws ConfigException if anything in the file cannot be used; says everything at once
   * @throws IOException if it cannot be read
   */
  public FileIdentityStore(Path file) throws IOException {
    this.file = file;
    this.read =
        new AtomicReference<>(new Read(Files.getLastModifiedTime(file), UserFile.read(file)));
  }

  /**
   * Adds a user to a file, which is made if there is none. What else stands in it stays as it is.
   *
   * @throws ConfigException if the user exists or the file is not one of users
   */
  public static void addUser(Path file, String name, char[] password, Set<String> roles)
      throws IOException {
    UserFile.add(file, name, PasswordHash.of(password), roles);
  }

  @Override
  public @Nullable Identity verify(String name, char[] password) {
    UserFile.User user = users().users().get(name);
    PasswordHash hash = user == null ? PasswordHash.NOBODY : user.password();
    return hash.matches(password) && user != null
        ? new Identity(new UserPrincipal(name), user.roles())
        : null;
  }

  @Override
  public @Nullable Identity verify(X509Certificate certificate) {
    X500Principal subject = certificate.getSubjectX500Principal();
    Set<String> roles = users().certificates().get(subject);
    return roles == null ? null : new Identity(new UserPrincipal(subject.toString()), roles);
  }

  private UserFile users() {
    Read last = Objects.requireNonNull(read.get());
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      if (!modified.equals(last.modified())) {
        Read now = new Read(modified, UserFile.read(file));
        read.compareAndSet(last, now);
        return now.users();
      }
    } catch (IOException | ConfigException e) {
      // each login comes here again
      String reason = String.valueOf(e.getMessage());
      LOG.logf(
          logs.due(reason) ? Logger.Level.WARN : Logger.Level.DEBUG,
          "Users stay as they were read before: %s",
          reason);
    }
    return last.users();
  }
}
