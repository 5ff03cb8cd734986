package io.slipway.cdi.parts;

import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class PlainGreeting implements Greeting {
  @Logged
  @Override
  public String greet(String name) {
    return "hello " + name;
  }
}
