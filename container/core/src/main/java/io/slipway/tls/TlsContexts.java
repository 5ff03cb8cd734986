package io.slipway.tls;

import io.slipway.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jboss.logging.Logger;

/**
 * Makes the context of a TLS listener from its files, and makes it anew when they have changed.
 *
 * <p>A change is a new context: sessions of before cannot be resumed, so whoever has lost the right
 * to a certificate has to show another.
 */
public final class TlsContexts {
  private static final Logger LOG = Logger.getLogger("io.slipway.tls");

  private final TlsFiles files;
  private final Consumer<SSLContext> renewed;
  private final long intervalNanos;

  /** What was loaded last, or could not be. */
  private String loaded;

  /** What was seen last. */
  private String seen;

  private long nextLook;

  private TlsContexts(TlsFiles files, String loaded, Consumer<SSLContext> renewed) {
    this.files = files;
    this.renewed = renewed;
    this.loaded = loaded;
    this.seen = loaded;
    this.intervalNanos = files.reload().toNanos();
    this.nextLook = System.nanoTime() + intervalNanos;
  }

  /**
   * Reads the files. Warnings (a certificate that has expired or will soon) go to the log.
   *
   * @throws TlsFilesException with everything that is wrong with them
   */
  public static SSLContext load(TlsFiles files) throws TlsFilesException {
    CertificateReader reader = new CertificateReader(Instant.now());
    List<KeyEntry> entries = new ArrayList<>();
    int standard = 0;
    for (CertificateFile file : files.certificates()) {
      entries.addAll(reader.entries(file));
      if (standard == 0) {
        standard = entries.size();
      }
    }
    List<X509Certificate> authorities =
        files.clientCa() == null ? List.of() : reader.authorities(files.clientCa());
    if (!reader.problems().isEmpty()) {
      throw new TlsFilesException(reader.problems());
    }
    for (Problem warning : reader.warnings()) {
      LOG.warn(warning);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new SniKeyManager(entries, standard)}, trust(authorities), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java has no TLS", e);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return new TrustManager[0];
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry(Integer.toString(i), authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory.getTrustManagers();
  }

  /**
   * To be called before {@link #load}, so that no change in between is missed.
   *
   * @param renewed gets each new context, on the thread that calls {@link #look}
   */
  public static TlsContexts watch(TlsFiles files, Consumer<SSLContext> renewed) {
    return new TlsContexts(files, signature(files), renewed);
  }

  /**
   * Looks at the files if it is time to: to be called now and then, by one thread. What has changed
   * is taken up when it has stayed the same from one look to the next, because certificate and key
   * are seldom written at once.
   */
  public void look() {
    long now = System.nanoTime();
    if (intervalNanos == 0 || now - nextLook < 0) {
      return;
    }
    nextLook = now + intervalNanos;
    String present = signature(files);
    if (present.equals(seen) && !present.equals(loaded)) {
      loaded = present;
      try {
        renewed.accept(load(files));
        LOG.info("TLS: the files have changed, new connections use them");
      } catch (TlsFilesException e) {
        LOG.errorf(
            "TLS: the files have changed but cannot be used, the certificates of before stay: %s",
            e.getMessage());
      }
    }
    seen = present;
  }

  /** Changes with time stamp, size or identity of any file. */
  private static String signature(TlsFiles files) {
    Set<Path> paths = new LinkedHashSet<>();
    for (CertificateFile file : files.certificates()) {
      paths.add(file.certificate());
      if (file.key() != null) {
        paths.add(file.key());
      }
    }
    if (files.clientCa() != null) {
      paths.add(files.clientCa());
    }
    StringBuilder text = new StringBuilder();
    for (Path path : paths) {
      try {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        text.append(file.lastModifiedTime().toMillis())
            .append(' ')
            .append(file.size())
            .append(' ')
            .append(file.fileKey())
            .append('\n');
      } catch (IOException e) {
        text.append("unreadable\n");
      }
    }
    return text.toString();
  }
}
