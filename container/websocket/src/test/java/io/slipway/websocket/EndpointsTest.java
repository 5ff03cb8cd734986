package io.slipway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointsTest {
  @TempDir Path folder;
  private WebappFolder webapp;
  private Slipway slipway;

  @BeforeEach
  void make() {
    webapp = new WebappFolder(folder.resolve("chat"));
  }

  @AfterEach
  void stop() {
    if (slipway != null) {
      slipway.close();
    }
  }

  private URI start(String path) throws Exception {
    slipway = Slipway.builder().port(0).webapp("/app", webapp.compile()).start();
    return slipway.uri("/app" + path);
  }

  private static final String ECHO =
      """
      @ServerEndpoint("/echo")
      public class Echo {
        @OnOpen public void open(Session session) throws IOException { session.getBasicRemote().sendText("open"); }
        @OnMessage public String text(String message) { return message; }
        @OnMessage public byte[] binary(byte[] message) { return message; }
      }
      """;

  @Test
  void anAnnotatedEndpointAnswers() throws Exception {
    webapp.source("Echo", ECHO);
    try (Talk talk = Talk.to(start("/echo"))) {
      assertThat(talk.hear()).isEqualTo("open");
      assertThat(talk.say("one").hear()).isEqualTo("one");
      talk.socket.sendBinary(ByteBuffer.allocate(5), true).join();
      assertThat(talk.hear()).isEqualTo("binary 5");
      talk.socket.sendPing(ByteBuffer.allocate(3)).join();
      assertThat(talk.hear()).isEqualTo("pong 3");
      talk.socket.sendClose(1000, "enough").join();
      assertThat(talk.hear()).isEqualTo("close 1000");
    }
  }
}
