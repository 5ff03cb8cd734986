package io.slipway.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.Slipway;
import io.slipway.cdi.made.Brief;
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
      WebSocket first = connect(slipway, "/chat", heard);
      first.sendText("hello", true).join();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("[hello]");
      first.sendText("again", true).join();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("[again]");
      first.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      WebSocket second = connect(slipway, "/chat", heard);
      assertThat(stampsUntil("left", second, heard)).isEqualTo("[hello, again, left]");
      second.abort();
    }
  }

  @Test
  void aCallFromTyrusOwnThreadsHasARequestScopeToo(@TempDir Path folder) throws Exception {
    WebappFolder webapp =
        new WebappFolder(folder).classes(Brief.class, Chat.class, Stamp.class, Visit.class);
    try (Slipway slipway = Slipway.builder().port(0).webapp("/", webapp.root()).start()) {
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      WebSocket brief = connect(slipway, "/brief", heard);
      brief.sendText("in ", false).join();
      brief.sendText("parts", true).join();
      WebSocket chat = connect(slipway, "/chat", heard);
      assertThat(stampsUntil("closed", chat, heard)).isEqualTo("[in parts, closed]");
      chat.abort();
      brief.abort();
    }
  }

  /** What the endpoints have stamped, once that is among it. */
  private static String stampsUntil(String stamp, WebSocket chat, BlockingQueue<String> heard)
      throws InterruptedException {
    String all = "";
    for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        !all.contains(stamp) && System.nanoTime() < end; ) {
      chat.sendText("all", true).join();
      all = heard.poll(20, TimeUnit.SECONDS);
    }
    return all;
  }

  private static WebSocket connect(Slipway slipway, String path, BlockingQueue<String> heard) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + slipway.port() + path),
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
