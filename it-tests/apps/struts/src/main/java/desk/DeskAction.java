package desk;

import java.util.List;
import java.util.Map;
import org.apache.struts2.ActionSupport;
import org.apache.struts2.action.SessionAware;

public class DeskAction extends ActionSupport implements SessionAware {
  private static final long serialVersionUID = 1L;

  private transient Map<String, Object> session;

  @Override
  public String execute() {
    return session.containsKey("user") ? SUCCESS : LOGIN;
  }

  @Override
  public void withSession(Map<String, Object> given) {
    session = given;
  }

  public List<String> getPapers() {
    return List.of("first", "second");
  }
}
