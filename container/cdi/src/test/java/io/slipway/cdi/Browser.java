package io.slipway.cdi;

import io.slipway.Slipway;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client with cookies. */
final class Browser {
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final Slipway slipway;

  Browser(Slipway slipway) {
    this.slipway = slipway;
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> send(String path) {
    return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(slipway.uri(path)).timeout(Duration.ofSeconds(20)).build();
  }

  String body(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    return answer.statusCode() == 200 ? answer.body() : answer.statusCode() + ": " + answer.body();
  }
}
