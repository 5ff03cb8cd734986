package io.slipway.cdi.made;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

@ServerEndpoint("/chat")
public class Chat {
  @Inject private Stamp stamp;

  @OnMessage
  public String said(String message) {
    return message.equals("all") ? stamp.all().toString() : stamp.on(message);
  }

  @PreDestroy
  void left() {
    stamp.on("left");
  }
}
