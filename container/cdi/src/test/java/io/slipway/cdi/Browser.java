package io.slipway.cdi;

import io.slipway.Slipway;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client with cookies. */
final class Browser {
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final Slipway slipway;

  Browser(Slipway slipway) {
    this.slipway = slipway;
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(slipway.uri(path)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  String body(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    return answer.statusCode() == 200 ? answer.body() : answer.statusCode() + ": " + answer.body();
  }
}
