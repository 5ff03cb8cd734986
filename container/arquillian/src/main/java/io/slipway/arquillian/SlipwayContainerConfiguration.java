package io.slipway.arquillian;

import io.slipway.ClientAuth;
import java.nio.file.Path;
import java.util.Locale;
import org.jboss.arquillian.config.descriptor.api.Multiline;
import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code <configuration>} of a container in {@code arquillian.xml}: one {@code <property
 * name="…">} for each setter here. All are optional; without any, the container listens on a free
 * port of the loopback address.
 *
 * <pre>{@code
 * <container qualifier="slipway" default="true">
 *   <configuration>
 *     <property name="port">0</property>
 *     <property name="users">
 *       anna : secret : admin, editor
 *       CN=robot, O=Example : : editor
 *     </property>
 *   </configuration>
 * </container>
 * }</pre>
 */
public final class SlipwayContainerConfiguration implements ContainerConfiguration {
  private int port;
  private String bindAddress = "localhost";
  private @Nullable Path keyStore;
  private String keyStorePassword = "";
  private @Nullable Path trustStore;
  private String trustStorePassword = "";
  private ClientAuth clientAuthentication = ClientAuth.NONE;
  private String users = "";
  private @Nullable Path workDirectory;
  private int idleTimeoutMillis = 30_000;
  private int asyncTimeoutMillis = 30_000;
  private boolean crossContext;
  private boolean http2 = true;

  /**
   * The port to listen on: HTTPS if there is a {@code keyStore}, else HTTP. 0, the default, takes a
   * free one.
   */
  public void setPort(int port) {
    this.port = port;
  }

  /**
   * The host name or address to listen on, and the host of injected URLs. {@code localhost} unless
   * set.
   */
  public void setBindAddress(String bindAddress) {
    this.bindAddress = bindAddress.strip();
  }

  /**
   * A key store file, PKCS#12 or JKS, with one private key for the server. With it the container
   * speaks HTTPS on its port, and injected URLs begin with {@code https}.
   */
  public void setKeyStore(String keyStore) {
    this.keyStore = Path.of(keyStore.strip());
  }

  /** Opens the key store and the key in it. */
  public void setKeyStorePassword(String keyStorePassword) {
    this.keyStorePassword = keyStorePassword;
  }

  /**
   * A key store file with the certificates that client certificates are checked against; needs a
   * {@code keyStore}.
   */
  public void setTrustStore(String trustStore) {
    this.trustStore = Path.of(trustStore.strip());
  }

  public void setTrustStorePassword(String trustStorePassword) {
    this.trustStorePassword = trustStorePassword;
  }

  /**
   * Whether clients must show a certificate: {@code none} (the default), {@code want} or {@code
   * need}.
   *
   * @throws ConfigurationException if it is none of these
   */
  public void setClientAuthentication(String clientAuthentication) {
    try {
      this.clientAuthentication =
          ClientAuth.valueOf(clientAuthentication.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "clientAuthentication is \"" + clientAuthentication + "\"; say none, want or need", e);
    }
  }

  /**
   * The users that may log in, one in a line or parted by semicolons: {@code name : password :
   * role, role}. A name that is a distinguished name with an empty password stands for the client
   * certificate of that subject. No users unless set.
   */
  @Multiline
  public void setUsers(String users) {
    this.users = users;
  }

  /**
   * Where archives are exploded to and webapps have their temporary directories. A temporary
   * directory unless set. Everything that the container puts there it removes again.
   */
  public void setWorkDirectory(String workDirectory) {
    this.workDirectory = Path.of(workDirectory.strip());
  }

  /** Milliseconds after which a connection without a request is closed; 30,000 unless set. */
  public void setIdleTimeoutMillis(int idleTimeoutMillis) {
    this.idleTimeoutMillis = idleTimeoutMillis;
  }

  /** Milliseconds that {@code AsyncContext.getTimeout} begins with; 30,000 unless set. */
  public void setAsyncTimeoutMillis(int asyncTimeoutMillis) {
    this.asyncTimeoutMillis = asyncTimeoutMillis;
  }

  /**
   * Whether {@code ServletContext.getContext} leads to other deployed archives; false unless set.
   */
  public void setCrossContext(boolean crossContext) {
    this.crossContext = crossContext;
  }

  /** Whether HTTP/2 is offered, by Upgrade on HTTP and by ALPN on HTTPS; true unless set. */
  public void setHttp2(boolean http2) {
    this.http2 = http2;
  }

  int port() {
    return port;
  }

  String bindAddress() {
    return bindAddress;
  }

  @Nullable Path keyStore() {
    return keyStore;
  }

  String keyStorePassword() {
    return keyStorePassword;
  }

  @Nullable Path trustStore() {
    return trustStore;
  }

  String trustStorePassword() {
    return trustStorePassword;
  }

  ClientAuth clientAuthentication() {
    return clientAuthentication;
  }

  String users() {
    return users;
  }

  @Nullable Path workDirectory() {
    return workDirectory;
  }

  int idleTimeoutMillis() {
    return idleTimeoutMillis;
  }

  int asyncTimeoutMillis() {
    return asyncTimeoutMillis;
  }

  boolean crossContext() {
    return crossContext;
  }

  boolean http2() {
    return http2;
  }

  /** Finds what can be found without listening; each message names the property to change. */
  @Override
  public void validate() throws ConfigurationException {
    if (port < 0 || port > 65_535) {
      throw new ConfigurationException("port is " + port + "; it must be 0 to 65535");
    }
    if (bindAddress.isEmpty()) {
      throw new ConfigurationException("bindAddress is empty; leave it out to listen on localhost");
    }
    if (idleTimeoutMillis <= 0 || asyncTimeoutMillis <= 0) {
      throw new ConfigurationException("idleTimeoutMillis and asyncTimeoutMillis must be above 0");
    }
    if (keyStore == null && (trustStore != null || clientAuthentication != ClientAuth.NONE)) {
      throw new ConfigurationException(
          "client certificates need HTTPS: set keyStore, or leave out trustStore and clientAuthentication");
    }
    if (trustStore == null && clientAuthentication != ClientAuth.NONE) {
      throw new ConfigurationException(
          "clientAuthentication needs a trustStore to check certificates against");
    }
    try {
      ConfiguredUsers.parse(users);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("users: " + e.getMessage(), e);
    }
  }
}
