package io.slipway.cdi.parts;

public interface Greeting {
  String greet(String name);
}
