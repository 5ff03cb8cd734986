package webapp;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Says everything again. */
@ServerEndpoint("/socket")
public class EchoSocket {
  @OnMessage
  public String said(String text) {
    return text;
  }
}
