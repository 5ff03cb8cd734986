package guest;

import org.apache.wicket.protocol.http.WebSession;
import org.apache.wicket.request.Request;

public class GuestSession extends WebSession {
  private static final long serialVersionUID = 1L;
  private String guest;

  public GuestSession(Request request) {
    super(request);
  }

  public static GuestSession current() {
    return (GuestSession) get();
  }

  public String guest() {
    return guest;
  }

  public void enter(String name) {
    guest = name;
    replaceSession();
    bind();
  }
}
