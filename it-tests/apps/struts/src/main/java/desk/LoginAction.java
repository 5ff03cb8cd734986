package desk;

import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.struts2.ActionSupport;
import org.apache.struts2.action.SessionAware;
import org.apache.struts2.interceptor.parameter.StrutsParameter;

public class LoginAction extends ActionSupport implements SessionAware {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LogManager.getLogger(LoginAction.class);

  private transient Map<String, Object> session;
  private String name;
  private String password;

  public String form() {
    return SUCCESS;
  }

  @Override
  public String execute() {
    session.put("user", name);
    LOG.info("{} has logged in", name);
    return SUCCESS;
  }

  @Override
  public void validate() {
    if (password != null && !password.equals(name + "!")) {
      addFieldError("password", getText("login.wrong", new String[] {name}));
    }
  }

  @Override
  public void withSession(Map<String, Object> given) {
    session = given;
  }

  public String getName() {
    return name;
  }

  @StrutsParameter
  public void setName(String name) {
    this.name = name;
  }

  @StrutsParameter
  public void setPassword(String password) {
    this.password = password;
  }
}
