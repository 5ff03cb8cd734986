package io.slipway.cdi.parts;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

@Decorator
@Priority(Interceptor.Priority.APPLICATION)
public class PoliteGreeting implements Greeting {
  @Inject @Delegate private Greeting delegate;

  @Override
  public String greet(String name) {
    return delegate.greet("dear " + name);
  }
}
