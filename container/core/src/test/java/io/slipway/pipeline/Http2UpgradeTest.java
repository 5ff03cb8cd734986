package io.slipway.pipeline;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.wire.Wire;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Only who asks for HTTP/2 as RFC 7540, 3.2 has it gets it; the others are answered in HTTP/1.1.
 */
class Http2UpgradeTest {
  private static final String SETTINGS = "HTTP2-Settings: AAMAAABkAAQAAP__";
  private static final String ASKS = "Upgrade: h2c; Connection: Upgrade, HTTP2-Settings; ";
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS_FRAME = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static Slipway slipway;

  /** Says what it was asked. */
  static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      StringBuilder said = new StringBuilder();
      said.append(request.getServletConnection().getProtocol()).append(' ');
      said.append(request.getMethod()).append(' ').append(request.getRequestURL());
      said.append('?').append(request.getQueryString());
      for (String name : Collections.list(request.getHeaderNames())) {
        said.append("; ").append(name).append('=').append(request.getHeader(name));
      }
      response.getOutputStream().write(said.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @BeforeAll
  static void start() {
    slipway =
        Slipway.builder()
            .port(0)
            .h2c(true)
            .webapp("/", w -> w.servlet("echo", new Echo(), "/*"))
            .start();
  }

  @AfterAll
  static void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ASKS SETTINGS                                          | 101",
        "Upgrade: h2c; Connection: http2-settings, upgrade; SETTINGS | 101",
        "Upgrade: h2c; SETTINGS                                 | 200",
        "Upgrade: h2c; Connection: Upgrade; SETTINGS            | 200",
        "Upgrade: h2c; Connection: HTTP2-Settings; SETTINGS     | 200",
        "ASKS X: y                                              | 200",
        "ASKS SETTINGS; SETTINGS                                | 200",
        "ASKS HTTP2-Settings: !!!!                              | 200",
        "ASKS HTTP2-Settings: AAMA                              | 200",
        "ASKS SETTINGS; Content-Length: 1                       | 200",
        "ASKS SETTINGS; Transfer-Encoding: chunked              | 200",
        "ASKS SETTINGS; X: LONG                                 | 200",
        "Upgrade: h2; Connection: Upgrade, HTTP2-Settings; SETTINGS | 200"
      })
  void asTheFieldsSay(String fields, int status) throws IOException {
    try (Socket socket = Wire.connect(slipway.port())) {
      ask(socket, "/", fields);
      assertThat(Wire.line(socket.getInputStream())).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  private static void ask(Socket socket, String target, String fields) throws IOException {
    String head =
        "GET "
            + target
            + " HTTP/1.1; Host: h:1; "
            + fields.replace("ASKS ", ASKS).replaceAll("\\bSETTINGS\\b", SETTINGS)
            + "; ; ";
    String body = fields.contains("Content-Length") ? "x" : "";
    Wire.send(socket, head.replace("; ", "\r\n").replace("LONG", "x".repeat(17_000)) + body);
  }

  /** Payload of the first frame of this type; null for one with this flag. */
  private static byte[] await(DataInputStream in, int type, int flag) throws IOException {
    while (true) {
      byte[] payload = new byte[in.readUnsignedByte() << 16 | in.readUnsignedShort()];
      int frame = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.readFully(payload);
      if (frame == type && (flags & flag) == flag) {
        return payload;
      }
    }
  }

  private static DataInputStream upgraded(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(Wire.line(in)).startsWith("HTTP/1.1 101 ");
    while (!Wire.line(in).isEmpty()) {
      continue;
    }
    return in;
  }

  @Test
  void theRequestThatAskedIsTheFirstStream() throws Exception {
    try (Socket socket = Wire.connect(slipway.port())) {
      ask(
          socket,
          "/a;b=c/%20d?e=%26",
          "Upgrade: h2c; Connection: Upgrade, HTTP2-Settings, X-Hop; SETTINGS; X-Hop: 1;"
              + " X-End: "
              + "x".repeat(300)
              + "; Cookie: a=b; Accept: \u00e4");
      DataInputStream in = upgraded(socket);
      // a byte at a time
      for (char c : (PREFACE + "\0\0\0\4\0\0\0\0\0").toCharArray()) {
        Wire.send(socket, String.valueOf(c));
      }
      await(in, HEADERS, 0);
      assertThat(new String(await(in, DATA, 0), StandardCharsets.ISO_8859_1))
          .startsWith("h2c GET http://h:1/a;b=c/%20d?e=%26; ")
          .contains("cookie=a=b", "accept=\u00e4", "host=h:1", "x-end=" + "x".repeat(300))
          .doesNotContainIgnoringCase("Upgrade")
          .doesNotContainIgnoringCase("HTTP2-Settings")
          .doesNotContainIgnoringCase("X-Hop");
    }
  }

  /** A window of 3 bytes from the upgrade; what the client says later counts more. */
  @ParameterizedTest
  @CsvSource({"'', 3", "'0,4,0,0,0,5', 5"})
  void settingsOfTheUpgradeCount(String more, int window) throws Exception {
    try (Socket socket = Wire.connect(slipway.port())) {
      ask(socket, "/", "ASKS HTTP2-Settings: AAQAAAAD");
      DataInputStream in = upgraded(socket);
      ByteArrayOutputStream settings = new ByteArrayOutputStream();
      for (String b : more.isEmpty() ? new String[0] : more.split(",")) {
        settings.write(Integer.parseInt(b));
      }
      Wire.send(socket, PREFACE + "\0\0" + (char) settings.size() + "\4\0\0\0\0\0");
      socket.getOutputStream().write(settings.toByteArray());
      await(in, SETTINGS_FRAME, ACK);
      assertThat(await(in, DATA, 0)).hasSize(window);
      // one acknowledgement, for both: nothing but that of the PING comes
      Wire.send(socket, "\0\0\10\6\0\0\0\0\00012345678");
      in.skipNBytes(3);
      assertThat(in.read()).isEqualTo(6);
    }
  }

  /** With the request that asks, so that nothing more comes from the socket. */
  @Test
  void whatAClientSendsTooSoonIsRead() throws Exception {
    try (Socket socket = Wire.connect(slipway.port())) {
      Wire.send(
          socket,
          "GET / HTTP/1.1\r\nHost: h:1\r\n"
              + ASKS.replace("; ", "\r\n")
              + SETTINGS
              + "\r\n\r\n"
              + PREFACE
              + "\0\0\0\4\0\0\0\0\0"
              + "\0\0\10\6\0\0\0\0\00012345678");
      assertThat(await(upgraded(socket), PING, ACK)).isEqualTo("12345678".getBytes(US_ASCII));
    }
  }

  /** Its request would be lost. */
  @Test
  void aClientThatBeginsWithAnAcknowledgementIsToldSo() throws Exception {
    try (Socket socket = Wire.connect(slipway.port())) {
      ask(socket, "/", "ASKS SETTINGS");
      DataInputStream in = upgraded(socket);
      Wire.send(socket, PREFACE + "\0\0\0\4\1\0\0\0\0");
      assertThat(await(in, GOAWAY, 0)).isNotNull();
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @Test
  void aClientThatDoesNotGoOnInHttp2IsLeft() throws Exception {
    try (Socket socket = Wire.connect(slipway.port())) {
      ask(socket, "/", "ASKS SETTINGS");
      DataInputStream in = upgraded(socket);
      Wire.send(socket, "GET /next HTTP/1.1\r\nHost: h:1\r\n\r\n".repeat(4));
      assertThat(Wire.all(socket)).doesNotContain("HTTP/1.1");
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /** Which has no other way to HTTP/2 without TLS. */
  @Test
  void theClientOfTheJdkIsUpgraded() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    URI uri = URI.create("http://127.0.0.1:" + slipway.port() + "/x?y");
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).startsWith("h2c GET " + uri + "; ");
    }
  }
}
