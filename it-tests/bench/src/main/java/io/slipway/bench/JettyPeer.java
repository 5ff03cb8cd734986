package io.slipway.bench;

import java.nio.file.Path;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Embedded Jetty. Arguments: port, folder of the webapp. */
final class JettyPeer {
  private JettyPeer() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server(new QueuedThreadPool(64, 8));
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(args[0]));
    connector.setIdleTimeout(60_000);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    WebAppContext webapp = new WebAppContext();
    webapp.setContextPath("/");
    webapp.setWar(Path.of(args[1]).toAbsolutePath().toString());
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(2048);
    CompressionHandler compression = new CompressionHandler(webapp);
    compression.putCompression(gzip);
    compression.putConfiguration("/*", CompressionConfig.builder().defaults().build());
    server.setHandler(compression);
    server.start();
    server.join();
  }
}
