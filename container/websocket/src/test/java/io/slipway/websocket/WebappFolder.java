package io.slipway.websocket;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * An exploded webapp in the making: its classes are compiled, so that they are in the webapp's own
 * loader.
 */
final class WebappFolder {
  final Path root;
  private final List<Path> sources = new ArrayList<>();

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
    Path file = root.resolveSibling("src-" + root.getFileName()).resolve("app/" + type + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
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
    sources.add(file);
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
    return file(
        "WEB-INF/web.xml",
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
          <security-constraint>
            <web-resource-collection><web-resource-name>all</web-resource-name><url-pattern>/*</url-pattern></web-resource-collection>
            <auth-constraint><role-name>user</role-name></auth-constraint>
          </security-constraint>
          <login-config><auth-method>BASIC</auth-method></login-config>
          <security-role><role-name>user</role-name></security-role>
        </web-app>
        """);
  }

  Path compile() throws IOException {
    Path classes = Files.createDirectories(root.resolve("WEB-INF/classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-parameters",
                      "-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!done) {
        throw new IllegalStateException(said.toString());
      }
    }
    return root;
  }
}
