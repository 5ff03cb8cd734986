package chat;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

@ServerEndpoint("/chat/{room}")
public class Chat {
  @OnMessage
  public String talk(String text, Session session, @PathParam("room") String room) {
    return room + ": " + text;
  }
}
