package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.wire.Wire;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n";

  private static String ask(int port, String path) throws Exception {
    return Probe.raw(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
  }

  @Test
  void readyWhenItServesAndLiveBefore() throws Exception {
    AtomicReference<String> live = new AtomicReference<>();
    AtomicReference<String> ready = new AtomicReference<>();
    try (Slipway slipway =
        start(
            port -> {
              live.set(ask(port, "/health/live"));
              ready.set(ask(port, "/health/ready"));
            })) {
      assertThat(live.get()).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"UP\"}\n");
      assertThat(ready.get())
          .startsWith("HTTP/1.1 503")
          .endsWith("{\"status\":\"DOWN\",\"webapps\":[]}\n");
      assertThat(ask(slipway.managementPort(), "/health/ready"))
          .startsWith("HTTP/1.1 200")
          .contains("\r\nContent-Type: application/json\r\n")
          .contains("\r\nCache-Control: no-store\r\n")
          .endsWith(
              "{\"status\":\"UP\",\"webapps\":[{\"context\":\"/\",\"state\":\"RUNNING\"}]}\n");
    }
  }

  private interface Startup {
    void with(int managementPort) throws Exception;
  }

  /** A webapp that starts must know the port before the container can tell which one it is. */
  private static Slipway start(Startup startup) throws Exception {
    for (int left = 20; ; left--) {
      int port;
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      SlipwayBuilder builder =
          Slipway.builder()
              .port(0)
              .management(ManagementOptions.on(port))
              .webapp(
                  "/",
                  app ->
                      app.onStartup(
                          context -> {
                            try {
                              startup.with(port);
                            } catch (Exception e) {
                              throw new IllegalStateException(e);
                            }
                          }));
      try {
        return builder.start();
      } catch (ListenException takenMeanwhile) {
        if (left == 0) {
          throw takenMeanwhile;
        }
      }
    }
  }

  @Test
  void aWebappThatFailedIsNamedAndTheOthersAreReady(@TempDir Path folder) throws Exception {
    try (Slipway slipway =
        Slipway.builder()
            .port(0)
            .management(ManagementOptions.on(0))
            .keepGoing(true)
            .webapp("/none", folder.resolve("none"))
            .start()) {
      assertThat(ask(slipway.managementPort(), "/health/ready"))
          .startsWith("HTTP/1.1 200")
          .contains("{\"context\":\"/none\",\"state\":\"FAILED\"}");
    }
  }

  @Test
  void nothingElseIsThere() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).management(ManagementOptions.on(0)).start()) {
      int port = slipway.managementPort();
      assertThat(ask(port, "/")).startsWith("HTTP/1.1 404");
      assertThat(ask(port, "/metrics")).startsWith("HTTP/1.1 404");
      assertThat(
              Probe.raw(
                  port, "POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
          .startsWith("HTTP/1.1 405")
          .contains("\r\nAllow: GET, HEAD\r\n");
      assertThat(ask(slipway.port(), "/health/live")).startsWith("HTTP/1.1 404");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void aBodyIsNotWaitedFor(String method) throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).management(ManagementOptions.on(0)).start();
        Socket socket = Wire.connect(slipway.managementPort())) {
      Wire.send(
          socket, method + " /health/live HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(Wire.all(socket))
          .startsWith("HTTP/1.1 413 ")
          .contains("\r\nConnection: close\r\n");
    }
  }

  /** Answers wait for it, and with them its connection. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoTakesNoAnswerIsGivenUp() throws Exception {
    try (Slipway slipway = Slipway.builder().port(0).management(ManagementOptions.on(0)).start();
        Socket socket = Wire.connect(slipway.managementPort())) {
      String requests = "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n".repeat(1_000);
      assertThatThrownBy(
              () -> {
                while (true) {
                  Wire.send(socket, requests);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  /** Those beyond wait to be accepted, until one that says nothing is given up after 10 seconds. */
  @Test
  @Timeout(60)
  void connectionsThatSayNothingMakeRoom() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try (Slipway slipway = Slipway.builder().port(0).management(ManagementOptions.on(0)).start()) {
      int port = slipway.managementPort();
      try (Socket asks = Wire.connect(port)) {
        Wire.send(asks, LIVE);
        assertThat(Wire.read(asks.getInputStream(), false).status()).isEqualTo(200);
        for (int i = 0; i < 199; i++) {
          silent.add(Wire.connect(port));
        }
        Socket halfAHead = Wire.connect(port);
        silent.add(halfAHead);
        Wire.send(halfAHead, "GET /health/live HTTP/1.1\r\nHost");
        try (Socket late = Wire.connect(port)) {
          Wire.send(late, LIVE);
          late.setSoTimeout(2_000);
          assertThatThrownBy(() -> late.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class);
          late.setSoTimeout(20_000);
          assertThat(Wire.read(late.getInputStream(), false).status()).isEqualTo(200);
        }
        for (Socket socket : silent) {
          assertThat(Wire.all(socket)).isEmpty();
        }
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void withoutAPortThereIsNoListener() {
    try (Slipway slipway = Slipway.builder().port(0).start()) {
      assertThatThrownBy(slipway::managementPort).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void metricsNeedTheirModule() {
    assertThatThrownBy(
            () ->
                Slipway.builder()
                    .port(0)
                    .management(ManagementOptions.on(0).withMetrics(true))
                    .start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("management.metrics needs slipway-metrics on the class path");
  }
}
