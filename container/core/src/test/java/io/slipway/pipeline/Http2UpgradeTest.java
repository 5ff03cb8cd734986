package io.slipway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.wire.Wire;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Only who asks for HTTP/2 as RFC 7540, 3.2 has it gets it; the others are answered in HTTP/1.1.
 */
class Http2UpgradeTest {
  private static final String SETTINGS = "HTTP2-Settings: AAMAAABkAAQAAP__";
  private static final String ASKS = "Upgrade: h2c; Connection: Upgrade, HTTP2-Settings; ";

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
        "Upgrade: h2; Connection: Upgrade, HTTP2-Settings; SETTINGS | 200"
      })
  void asTheFieldsSay(String fields, int status) throws IOException {
    try (Wire wire =
            Wire.serve(
                Pipeline.http2Upgrade(
                    PipelineOptions.DEFAULT, exchange -> exchange.getResponseSender().send("1")));
        Socket socket = wire.open()) {
      String head =
          "GET / HTTP/1.1; Host: h; "
              + fields.replace("ASKS ", ASKS).replaceAll("\\bSETTINGS\\b", SETTINGS)
              + "; ; ";
      String body = fields.contains("Content-Length") ? "x" : "";
      socket
          .getOutputStream()
          .write((head.replace("; ", "\r\n") + body).getBytes(StandardCharsets.ISO_8859_1));
      assertThat(Wire.line(socket.getInputStream())).startsWith("HTTP/1.1 " + status + " ");
    }
  }
}
