package io.slipway.arquillian;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An archive with a page, and the way to it. */
final class Page {
  private Page() {}

  static WebArchive archive(String name) {
    return ShrinkWrap.create(WebArchive.class, name)
        .addAsWebResource(new StringAsset("a page"), "page.txt");
  }

  static URI uri(ProtocolMetaData metaData) {
    return metaData
        .getContexts(HTTPContext.class)
        .iterator()
        .next()
        .getServlets()
        .get(0)
        .getBaseURI();
  }

  static HttpResponse<String> get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
