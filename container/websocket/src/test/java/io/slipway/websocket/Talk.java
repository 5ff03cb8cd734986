package io.slipway.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A client that remembers what it is told: messages whole, with a word before what is no text. */
final class Talk implements WebSocket.Listener, AutoCloseable {
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private int bytes;
  final WebSocket socket;

  private Talk(WebSocket.Builder builder, URI uri) {
    this.socket = builder.buildAsync(uri, this).join();
  }

  static Talk to(URI http) {
    return to(HttpClient.newHttpClient(), http, builder -> builder);
  }

  static Talk to(HttpClient client, URI http, UnaryOperator<WebSocket.Builder> with) {
    return new Talk(with.apply(client.newWebSocketBuilder()), ws(http));
  }

  static URI ws(URI http) {
    return URI.create("ws" + http.toString().substring("http".length()));
  }

  String hear() throws InterruptedException {
    String next = heard.poll(20, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }

  List<String> hear(int count) throws InterruptedException {
    List<String> all = new java.util.ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(hear());
    }
    return all;
  }

  Talk say(String message) {
    socket.sendText(message, true).join();
    return this;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      heard.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    bytes += data.remaining();
    if (last) {
      heard.add("binary " + bytes);
      bytes = 0;
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
    heard.add("pong " + data.remaining());
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add("close " + code);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    heard.add("error " + error);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
