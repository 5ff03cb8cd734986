package guest;

import org.apache.wicket.RuntimeConfigurationType;
import org.apache.wicket.Session;
import org.apache.wicket.protocol.http.WebApplication;
import org.apache.wicket.request.Request;
import org.apache.wicket.request.Response;

public class GuestApplication extends WebApplication {
  @Override
  public Class<LoginPage> getHomePage() {
    return LoginPage.class;
  }

  @Override
  protected void init() {
    super.init();
    mountPage("book", BookPage.class);
  }

  @Override
  public Session newSession(Request request, Response response) {
    return new GuestSession(request);
  }

  @Override
  public RuntimeConfigurationType getConfigurationType() {
    return RuntimeConfigurationType.DEPLOYMENT;
  }
}
