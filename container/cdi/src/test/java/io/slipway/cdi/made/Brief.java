package io.slipway.cdi.made;

import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.Reader;

/** Reads one message as a stream, and ends by its idle timeout: both in Tyrus' own threads. */
@ServerEndpoint("/brief")
public class Brief {
  @Inject private Stamp stamp;
  @Inject private Visit visit;

  @OnMessage
  public void said(Reader message, Session session) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = message.read(); c >= 0; c = message.read()) {
      text.append((char) c);
    }
    visit.by(text.toString());
    stamp.on(visit.by().strip());
    session.setMaxIdleTimeout(1);
  }

  @OnClose
  public void close() {
    visit.by("closed");
    stamp.on(visit.by().strip());
  }
}
