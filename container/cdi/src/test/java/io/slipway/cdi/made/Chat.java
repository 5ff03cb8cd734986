package io.slipway.cdi.made;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

@ServerEndpoint("/chat")
public class Chat {
  @Inject private Stamp stamp;
  @Inject private Visit visit;

  @OnMessage
  public String said(String message) {
    // of this call alone
    visit.by(message);
    return message.equals("all") ? stamp.all().toString() : stamp.on(visit.by().strip());
  }

  @PreDestroy
  void left() {
    stamp.on("left");
  }
}
