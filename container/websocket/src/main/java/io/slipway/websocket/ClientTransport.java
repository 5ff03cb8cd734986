package io.slipway.websocket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;
import org.glassfish.tyrus.spi.ClientContainer;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.Writer;

/**
 * Tyrus' client on the JDK's sockets, whose threads are shared by all webapps: on the way to them
 * the container's class loader is in context, so that no thread keeps a webapp's, and on the way
 * back the webapp's.
 *
 * <p>Made by Tyrus, by its name.
 */
public final class ClientTransport implements ClientContainer {
  /** The property of Tyrus' client with the {@link ClientSockets} of its webapp. */
  static final String SOCKETS = ClientTransport.class.getName() + ".sockets";

  private final ClientContainer transport = new JdkClientContainer();

  @Override
  public void openClientSocket(
      ClientEndpointConfig endpoint, Map<String, Object> properties, ClientEngine engine)
      throws DeploymentException, IOException {
    ClientSockets sockets =
        (ClientSockets) Objects.requireNonNull(properties.get(SOCKETS), "made by another client");
    ClassLoader before = enter(ClientTransport.class.getClassLoader());
    try {
      transport.openClientSocket(endpoint, properties, new Engine(engine, sockets));
    } finally {
      enter(before);
    }
  }

  private static ClassLoader enter(ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    return before;
  }

  private static void inContainer(Runnable call) {
    in(ClientTransport.class.getClassLoader(), call);
  }

  private static void in(ClassLoader loader, Runnable call) {
    ClassLoader before = enter(loader);
    try {
      call.run();
    } finally {
      enter(before);
    }
  }

  private static <T> T in(ClassLoader loader, Supplier<T> call) {
    ClassLoader before = enter(loader);
    try {
      return call.get();
    } finally {
      enter(before);
    }
  }

  private record Engine(ClientEngine engine, ClientSockets sockets) implements ClientEngine {
    @Override
    public UpgradeRequest createUpgradeRequest(TimeoutHandler timeouts) {
      return in(sockets.webapp(), () -> engine.createUpgradeRequest(timeouts));
    }

    @Override
    public ClientUpgradeInfo processResponse(
        UpgradeResponse response, Writer writer, Connection.CloseListener listener) {
      Writer frames = new OutgoingFrames(writer);
      Connection.CloseListener closed = reason -> inContainer(() -> listener.close(reason));
      return new Upgraded(
          in(sockets.webapp(), () -> engine.processResponse(response, frames, closed)), sockets);
    }

    @Override
    public void processError(Throwable failure) {
      in(sockets.webapp(), () -> engine.processError(failure));
    }
  }

  private record Upgraded(ClientEngine.ClientUpgradeInfo info, ClientSockets sockets)
      implements ClientEngine.ClientUpgradeInfo {
    @Override
    public ClientEngine.ClientUpgradeStatus getUpgradeStatus() {
      return info.getUpgradeStatus();
    }

    @Override
    public Connection createConnection() {
      Connection connection = new Socket(in(sockets.webapp(), info::createConnection), sockets);
      sockets.add(connection);
      return connection;
    }
  }

  /** As the transport sees it; compared by identity. */
  private static final class Socket implements Connection {
    private final Connection connection;
    private final ClientSockets sockets;
    private final WholeMessages messages;

    Socket(Connection connection, ClientSockets sockets) {
      this.connection = connection;
      this.sockets = sockets;
      this.messages = WholeMessages.of(connection);
    }

    @Override
    public ReadHandler getReadHandler() {
      ReadHandler handler = connection.getReadHandler();
      return bytes -> {
        messages.only();
        in(sockets.webapp(), () -> handler.handle(bytes));
      };
    }

    @Override
    public Writer getWriter() {
      return connection.getWriter();
    }

    @Override
    public CloseListener getCloseListener() {
      return connection.getCloseListener();
    }

    @Override
    public void close(CloseReason reason) {
      sockets.remove(this);
      in(sockets.webapp(), () -> connection.close(reason));
    }
  }

  private static final class OutgoingFrames extends Writer {
    private final Writer writer;

    OutgoingFrames(Writer writer) {
      this.writer = writer;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> handler) {
      inContainer(() -> writer.write(frame, handler));
    }

    @Override
    public void close() throws IOException {
      ClassLoader before = enter(ClientTransport.class.getClassLoader());
      try {
        writer.close();
      } finally {
        enter(before);
      }
    }
  }
}
