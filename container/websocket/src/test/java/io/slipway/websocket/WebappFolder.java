package io.slipway.websocket;

import io.slipway.Javac;
import io.slipway.WebXml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exploded webapp in the making: its classes are compiled, so that they are in the webapp's own
 * loader.
 */
final class WebappFolder {
  final Path root;
  private final Map<String, String> sources = new LinkedHashMap<>();

  WebappFolder(Path root) {
    this.root = root;
  }

  WebappFolder file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** In package {@code app}, with the usual imports. */
  WebappFolder source(String type, String text) throws IOException {
    sources.put(
        type,
        """
        package app;
        import jakarta.servlet.*;
        import jakarta.servlet.annotation.*;
        import jakarta.servlet.http.*;
        import jakarta.websocket.*;
        import jakarta.websocket.server.*;
        import java.io.*;
        import java.nio.ByteBuffer;
        import java.util.*;
        import java.util.concurrent.*;
        """
            + text);
    return this;
  }

  /** Context listener that adds an endpoint of this type, as programs do. */
  WebappFolder adding(String type, String path) throws IOException {
    return source(
        "Start",
        """
        @WebListener
        public class Start implements ServletContextListener {
          @Override public void contextInitialized(ServletContextEvent event) {
            ServerContainer container = (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
            try {
              container.addEndpoint(ServerEndpointConfig.Builder.create(%s.class, "%s").build());
            } catch (DeploymentException e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """
            .formatted(type, path));
  }

  /** For users in the role {@code user} alone, who log in by BASIC. */
  WebappFolder guarded() throws IOException {
    WebXml.write(
        root,
        """
        <security-constraint>
          <web-resource-collection><web-resource-name>all</web-resource-name><url-pattern>/*</url-pattern></web-resource-collection>
          <auth-constraint><role-name>user</role-name></auth-constraint>
        </security-constraint>
        <login-config><auth-method>BASIC</auth-method></login-config>
        <security-role><role-name>user</role-name></security-role>
        """);
    return this;
  }

  Path compile() throws IOException {
    Javac.compile(root.resolve("WEB-INF/classes"), sources);
    return root;
  }
}
