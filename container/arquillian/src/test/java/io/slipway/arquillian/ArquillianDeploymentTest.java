package io.slipway.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class ArquillianDeploymentTest {
  @ArquillianResource
  @OperateOnDeployment("shop")
  private URL shop;

  @ArquillianResource
  @OperateOnDeployment("other")
  private URL other;

  @ArquillianResource(GreetingServlet.class)
  @OperateOnDeployment("shop")
  private URL ofServlet;

  @Deployment(name = "shop", testable = false)
  static WebArchive shop() {
    return ShrinkWrap.create(WebArchive.class, "shop.war")
        .addClass(GreetingServlet.class)
        .addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, "words.jar")
                .addAsResource(new StringAsset("from a jar"), "word.txt"));
  }

  @Deployment(name = "other", testable = false)
  static WebArchive other() {
    return ShrinkWrap.create(WebArchive.class, "other.war")
        .addClass(GreetingServlet.class)
        .setWebXML(
            new StringAsset(
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                  <default-context-path>/else/where</default-context-path>
                  <login-config><auth-method>BASIC</auth-method></login-config>
                  <security-constraint>
                    <web-resource-collection>
                      <web-resource-name>all</web-resource-name>
                      <url-pattern>/greeting</url-pattern>
                    </web-resource-collection>
                    <auth-constraint><role-name>editor</role-name></auth-constraint>
                  </security-constraint>
                </web-app>
                """));
  }

  @Test
  void theServletOfTheArchiveAnswersBelowTheArchivesName() throws Exception {
    assertThat(shop.getPath()).isEqualTo("/shop/");

    HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(shop + "greeting")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("/shop says hello from a jar to nobody");
  }

  @Test
  void theUrlOfAServletIsThatOfItsWebapp() {
    assertThat(ofServlet).isEqualTo(shop);
  }

  @Test
  void aSecondArchiveIsUpAtItsDefaultContextPath() {
    assertThat(other.getPath()).isEqualTo("/else/where/");
  }

  @Test
  void configuredUsersMayLogIn() throws Exception {
    URI uri = URI.create(other + "greeting");
    String credentials = Base64.getEncoder().encodeToString("anna:secret".getBytes());

    assertThat(send(HttpRequest.newBuilder(uri)).statusCode()).isEqualTo(401);
    assertThat(
            send(HttpRequest.newBuilder(uri).header("Authorization", "Basic " + credentials))
                .body())
        .isEqualTo("/else/where says hello from nowhere to anna");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
