package shop;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;

/** Who is logged in, for as long as the session lasts. */
@Named
@SessionScoped
public class Account implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject private Users users;
  @Inject private HttpServletRequest request;

  private String name;
  private String password;
  private boolean known;

  public String login() {
    known = users.know(name, password);
    password = null;
    if (!known) {
      FacesContext.getCurrentInstance()
          .addMessage(null, new FacesMessage(FacesMessage.SEVERITY_ERROR, "Wrong password", ""));
      return null;
    }
    request.changeSessionId();
    return "basket?faces-redirect=true";
  }

  public String logout() {
    FacesContext.getCurrentInstance().getExternalContext().invalidateSession();
    return "index?faces-redirect=true";
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  public boolean isKnown() {
    return known;
  }
}
