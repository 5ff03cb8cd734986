package shop;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class Users {
  public boolean know(String name, String password) {
    return name != null && password != null && password.equals(name + "!");
  }
}
