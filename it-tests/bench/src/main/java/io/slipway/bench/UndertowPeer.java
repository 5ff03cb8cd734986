package io.slipway.bench;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.util.Headers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.xnio.Options;

/** Embedded undertow-servlet, which does not scan: it is told. Arguments: port, folder. */
final class UndertowPeer {
  /** Bytes. */
  static final int GZIP_FROM = 2048;

  private UndertowPeer() {}

  public static void main(String[] args) throws Exception {
    DeploymentInfo info =
        Servlets.deployment()
            .setClassLoader(UndertowPeer.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("bench")
            .setTempDir(Files.createTempDirectory("bench-undertow"))
            .setResourceManager(new PathResourceManager(Path.of(args[1])));
    for (Class<?> type : webapp.Servlets.ALL) {
      WebServlet declared = type.getAnnotation(WebServlet.class);
      if (declared == null) {
        info.addFilter(Servlets.filter(type.getName(), type.asSubclass(Filter.class)));
        String path = type.getAnnotation(WebFilter.class).value()[0];
        info.addFilterUrlMapping(type.getName(), path, DispatcherType.REQUEST);
        continue;
      }
      ServletInfo servlet = Servlets.servlet(type.getName(), type.asSubclass(Servlet.class));
      servlet.addMapping(declared.value()[0]).setAsyncSupported(declared.asyncSupported());
      MultipartConfig parts = type.getAnnotation(MultipartConfig.class);
      if (parts != null) {
        servlet.setMultipartConfig(Servlets.multipartConfig("", -1, -1, parts.fileSizeThreshold()));
      }
      info.addServlet(servlet);
    }
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(info);
    manager.deploy();
    serve(args[0], gzip(manager.start()));
  }

  /** The listener that both peers on Undertow have. */
  static void serve(String port, HttpHandler handler) {
    Undertow.builder()
        .addHttpListener(Integer.parseInt(port), "127.0.0.1")
        .setWorkerThreads(64)
        .setSocketOption(Options.BACKLOG, 1024)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
        .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
        .setHandler(handler)
        .build()
        .start();
  }

  static HttpHandler gzip(HttpHandler next) {
    return new EncodingHandler(
        next,
        new ContentEncodingRepository()
            .addEncodingHandler(
                "gzip",
                new GzipEncodingProvider(),
                50,
                exchange -> {
                  String type = exchange.getResponseHeaders().getFirst(Headers.CONTENT_TYPE);
                  long length = exchange.getResponseContentLength();
                  return type != null
                      && (length < 0 || length >= GZIP_FROM)
                      && (type.startsWith("text/") || type.startsWith("application/j"));
                }));
  }
}
