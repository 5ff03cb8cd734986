package io.slipway.websocket;

import io.slipway.spi.CallScope;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.core.uri.Match;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One webapp's {@code ServerContainer}: its endpoints, and the sockets that are open to them. */
final class EndpointContainer extends TyrusServerContainer {
  private static final Logger LOG = Logger.getLogger("io.slipway.websocket");

  /** A frame's payload of 4 MiB with its header, where the webapp says nothing. */
  private static final int INCOMING_BUFFER = 4 * 1024 * 1024 + 11;

  private final String contextPath;
  private final int incomingBuffer;
  private final Map<String, Object> properties = new HashMap<>();
  private final Set<Extension> extensions;

  /** By programs, before the deployment. */
  private final List<ServerEndpointConfig> added = new ArrayList<>();

  private final OpenSockets sockets;
  private final ClientSockets clientSockets;
  private final AtomicReference<@Nullable ClientManager> client = new AtomicReference<>();
  private final SocketThreads threads;
  private final TyrusWebSocketEngine engine;

  private EndpointContainer(Set<Class<?>> classes, ServletContext context) {
    super(classes);
    this.contextPath = context.getContextPath();
    this.clientSockets = new ClientSockets(context.getClassLoader());
    CallScope scope =
        context.getAttribute(CallScope.class.getName()) instanceof CallScope given
            ? given
            : CallScope.NONE;
    this.threads = new SocketThreads(contextPath, context.getClassLoader(), scope);
    this.sockets = new OpenSockets(scope, task -> threads.tasks().execute(task));
    this.incomingBuffer =
        number(context, TyrusWebSocketEngine.INCOMING_BUFFER_SIZE, INCOMING_BUFFER);
    this.extensions = Set.of(new DeflateExtension(incomingBuffer));
    setDefaultMaxBinaryMessageBufferSize(incomingBuffer);
    setDefaultMaxTextMessageBufferSize(incomingBuffer);
    this.engine = engine(context);
  }

  static EndpointContainer create(Set<Class<?>> classes, ServletContext context) {
    EndpointContainer made =
        outsideOfWebapps(
            () -> {
              ClientFaults.quiet();
              return new EndpointContainer(classes, context);
            });
    WebappContainerProvider.add(context.getClassLoader(), made);
    return made;
  }

  /** Tyrus looks for its parts through the loader in context: that is not to be a webapp's. */
  private static <T> T outsideOfWebapps(Supplier<T> make) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(EndpointContainer.class.getClassLoader());
    try {
      return make.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private TyrusWebSocketEngine engine(ServletContext context) {
    LateFaults faults = new LateFaults();
    TyrusWebSocketEngine.TyrusWebSocketEngineBuilder builder = builder(faults);
    int perApp = number(context, TyrusWebSocketEngine.MAX_SESSIONS_PER_APP, 0);
    int perAddress = number(context, TyrusWebSocketEngine.MAX_SESSIONS_PER_REMOTE_ADDR, 0);
    if (perApp > 0) {
      builder.maxSessionsPerApp(perApp);
    }
    if (perAddress > 0) {
      builder.maxSessionsPerRemoteAddr(perAddress);
    }
    TyrusWebSocketEngine built = builder.build();
    faults.of(built);
    return built;
  }

  private TyrusWebSocketEngine.TyrusWebSocketEngineBuilder builder(LateFaults faults) {
    // FrameHeads bounds a frame: to Tyrus what has been read together is one, and ends with 1011
    return TyrusWebSocketEngine.builder(this)
        .incomingBufferSize(Integer.MAX_VALUE)
        .applicationEventListener(faults);
  }

  private static int number(ServletContext context, String parameter, int otherwise) {
    String value = context.getInitParameter(parameter);
    if (value == null) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException none) {
      LOG.warnf(
          "context-param %s is \"%s\", which is not a whole number: %s is used",
          parameter, value, otherwise);
      return otherwise;
    }
  }

  /**
   * Deploys what was found and what listeners have added; endpoints that come later are deployed at
   * once.
   */
  void deploy() throws ServletException {
    try {
      start(contextPath, 0);
    } catch (IOException | DeploymentException failure) {
      throw new ServletException(
          "The WebSocket endpoints cannot be deployed: " + failure.getMessage(), failure);
    } finally {
      doneDeployment();
    }
  }

  OpenSockets sockets() {
    return sockets;
  }

  /** Bytes that a frame of a client may have. */
  int maxFrame() {
    return incomingBuffer;
  }

  String contextPath() {
    return contextPath;
  }

  /**
   * Tyrus finds out about a path that has been taken only when everything is deployed: too late for
   * who has added it and could go on, as Atmosphere does. A path with and without a slash at its
   * end is the same to it, but two to others, and Atmosphere (in Vaadin) adds both.
   *
   * @throws DeploymentException if another endpoint has been added at this path
   */
  @Override
  public void addEndpoint(ServerEndpointConfig endpoint) throws DeploymentException {
    String path = endpoint.getPath();
    for (ServerEndpointConfig earlier : added) {
      if (Match.isEquivalent(withoutSlash(path), withoutSlash(earlier.getPath()))) {
        if (withoutSlash(path).equals(withoutSlash(earlier.getPath()))
            && !path.equals(earlier.getPath())
            && endpoint.getEndpointClass() == earlier.getEndpointClass()) {
          return;
        }
        throw new DeploymentException(
            "There is an endpoint at " + earlier.getPath() + " already: " + path);
      }
    }
    super.addEndpoint(endpoint);
    added.add(endpoint);
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public void register(Class<?> endpoint) throws DeploymentException {
    engine.register(endpoint, contextPath);
  }

  @Override
  public void register(ServerEndpointConfig endpoint) throws DeploymentException {
    engine.register(new ExtendedConfig(endpoint, extensions), contextPath);
  }

  @Override
  public WebSocketEngine getWebSocketEngine() {
    return engine;
  }

  @Override
  public ExecutorService getExecutorService() {
    return threads.tasks();
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return threads.timeouts();
  }

  @Override
  public Set<Extension> getInstalledExtensions() {
    return extensions;
  }

  @Override
  public Map<String, Object> getProperties() {
    return properties;
  }

  /** Over the JDK's sockets; Tyrus' own choice would be another network library. */
  @Override
  protected ClientManager getClientManager() {
    ClientManager made = client.get();
    if (made == null) {
      client.compareAndSet(null, newClient());
      made = Objects.requireNonNull(client.get());
    }
    return made;
  }

  private ClientManager newClient() {
    ClientManager made =
        outsideOfWebapps(() -> ClientManager.createClient(ClientTransport.class.getName(), this));
    made.getProperties().put(ClientTransport.SOCKETS, clientSockets);
    // the transport's threads, which all webapps share, end a moment after the last socket
    made.getProperties().put(ClientProperties.SHARED_CONTAINER_IDLE_TIMEOUT, 1);
    return made;
  }

  /**
   * Jakarta WebSocket 2.2, 8.4: a servlet or a framework that has found the endpoint by itself.
   *
   * @throws DeploymentException if the endpoint is not valid, the parameters do not fit its path,
   *     or the request is none that can be upgraded
   */
  @Override
  public void upgradeHttpToWebSocket(
      Object request,
      Object response,
      ServerEndpointConfig endpoint,
      Map<String, String> pathParameters)
      throws IOException, DeploymentException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)) {
      throw new DeploymentException("The request and the response are to be those of a servlet");
    }
    LateFaults faults = new LateFaults();
    TyrusWebSocketEngine own = builder(faults).build();
    faults.of(own);
    ExtendedConfig config = new ExtendedConfig(endpoint, extensions);
    URI path = EndpointPath.of(contextPath, endpoint.getPath(), pathParameters);
    Map<String, String> parameters = Map.of();
    if (Endpoint.class.isAssignableFrom(endpoint.getEndpointClass())
        && EndpointPath.fit(endpoint.getPath(), pathParameters)) {
      // A session tells the path that it was matched with: that is to be what the client asked for.
      // One with annotations has its path from them.
      config = config.at(EndpointPath.of("", http).getRawPath());
      path = EndpointPath.of(contextPath, http);
      parameters = pathParameters;
    }
    own.register(config, contextPath);
    try {
      if (!new Handshake(own, sockets, maxFrame()).upgrade(http, answer, path, parameters)) {
        throw new DeploymentException(
            "The request is not a handshake, or "
                + pathParameters
                + " are not the parameters of "
                + endpoint.getPath());
      }
    } catch (ServletException failure) {
      throw new DeploymentException(
          "The request cannot be upgraded: " + failure.getMessage(), failure);
    }
  }

  /** Closes all sockets with 1001, and ends Tyrus' threads. */
  @Override
  public void stop() {
    WebappContainerProvider.remove(clientSockets.webapp(), this);
    clientSockets.closeAll();
    sockets.closeAll();
    super.stop();
    threads.end();
  }
}
