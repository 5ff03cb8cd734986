package io.slipway.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/** A visitor with cookies, who sees redirects and compressed bytes as they are. */
final class Http implements AutoCloseable {
  private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

  final BasicCookieStore cookies = new BasicCookieStore();
  private final CloseableHttpClient client =
      HttpClients.custom()
          .setDefaultCookieStore(cookies)
          .disableRedirectHandling()
          .disableContentCompression()
          .disableAutomaticRetries()
          .build();

  /** What came back, whole. */
  record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Empty where there is none; several with commas between them. */
    String header(String name) {
      return String.join(
          ", ", headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()));
    }
  }

  Answer get(URI uri, String... headers) throws IOException {
    return send(ClassicRequestBuilder.get(uri), headers);
  }

  Answer postForm(URI uri, Map<String, String> fields, String... headers) throws IOException {
    String body =
        fields.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return send(ClassicRequestBuilder.post(uri).setEntity(new StringEntity(body, FORM)), headers);
  }

  Answer post(URI uri, HttpEntity body, String... headers) throws IOException {
    return send(ClassicRequestBuilder.post(uri).setEntity(body), headers);
  }

  Answer send(ClassicRequestBuilder builder, String... headers) throws IOException {
    for (int i = 0; i < headers.length; i += 2) {
      builder.addHeader(headers[i], headers[i + 1]);
    }
    ClassicHttpRequest request = builder.build();
    return client.execute(
        request,
        response -> {
          Map<String, List<String>> all = new java.util.HashMap<>();
          for (Header header : response.getHeaders()) {
            all.computeIfAbsent(
                    header.getName().toLowerCase(java.util.Locale.ROOT), n -> new ArrayList<>())
                .add(header.getValue());
          }
          HttpEntity entity = response.getEntity();
          byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
          return new Answer(response.getCode(), all, body);
        });
  }

  /** The bytes of a request line as they stand; returns the answer's status line. */
  static String rawStatus(int port, String requestLine) throws IOException {
    return raw(port, requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .lines()
        .findFirst()
        .orElse("");
  }

  /** Sends bytes and reads until the server closes. */
  static String raw(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      InputStream in = socket.getInputStream();
      in.transferTo(answer);
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
