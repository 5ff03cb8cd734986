package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.cdi.made.Chat;
import io.slipway.cdi.made.Stamp;
import io.slipway.cdi.made.Visit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
  @Test
  void anEndpointIsInjectedAndReleasedWithItsSession(@TempDir Path folder) throws Exception {
    WebappFolder webapp = new WebappFolder(folder).classes(Chat.class, Stamp.class, Visit.class);
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      WebSocket first = connect(slipway, heard);
      first.sendText("hello", true).join();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("[hello]");
      first.sendText("again", true).join();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("[again]");
      first.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      WebSocket second = connect(slipway, heard);
      String all = "";
      for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
          !all.contains("left") && System.nanoTime() < end; ) {
        second.sendText("all", true).join();
        all = heard.poll(20, TimeUnit.SECONDS);
      }
      assertThat(all).isEqualTo("[hello, again, left]");
      second.abort();
    }
  }

  private static WebSocket connect(Slipway slipway, BlockingQueue<String> heard) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + slipway.port() + "/chat"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                heard.add(text.toString());
                socket.request(1);
                return null;
              }
            })
        .join();
  }
}
