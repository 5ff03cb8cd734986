package io.slipway.bench;

import java.io.File;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;

/** Embedded Tomcat. Arguments: port, folder of the webapp. */
final class TomcatPeer {
  private TomcatPeer() {}

  public static void main(String[] args) throws Exception {
    File base = Files.createTempDirectory("bench-tomcat").toFile();
    base.deleteOnExit();
    Connector connector = new Connector("HTTP/1.1");
    connector.setPort(Integer.parseInt(args[0]));
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxThreads", "64");
    connector.setProperty("maxConnections", "20000");
    connector.setProperty("acceptCount", "1024");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("keepAliveTimeout", "60000");
    connector.setProperty("compression", "on");
    connector.addUpgradeProtocol(new Http2Protocol());
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.getPath());
    tomcat.setConnector(connector);
    Context context = tomcat.addWebapp("", new File(args[1]).getAbsolutePath());
    context.addLifecycleListener(
        event -> {
          if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
            // what is sent by sendfile is not compressed: only large files
            ((Wrapper) context.findChild("default")).addInitParameter("sendfileSize", "512");
            if (context.findChild("jsp") != null) {
              context.removeServletMapping("*.jsp");
              context.removeServletMapping("*.jspx");
              context.removeChild(context.findChild("jsp"));
            }
          }
        });
    tomcat.start();
    tomcat.getServer().await();
  }
}
