package io.slipway;

import io.slipway.wire.Wire;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What tests of webapps share: a servlet that is a function, and a client. */
final class Probe {
  @FunctionalInterface
  interface Service {
    void run(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  private Probe() {}

  static HttpServlet servlet(Service service) {
    return new HttpServlet() {
      @Serial private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws IOException, ServletException {
        service.run(request, response);
      }
    };
  }

  static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Sends a head and reads until the connection is closed, which it asks for.
   *
   * @param head request line and fields, each with its line end
   */
  static String raw(int port, String head) throws IOException {
    return Wire.talk(Wire.connect(port), head + "Connection: close\r\n\r\n");
  }
}
