package io.slipway.model;

import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.EventListener;
import java.util.List;

/** A listener as declared; its kinds are found when its class is loaded. */
public record ListenerDef(String className, Origin origin) {
  /** What a listener of a webapp can be, one or more of them: Servlet 6.1, 11.2. */
  public static final List<Class<? extends EventListener>> KINDS =
      List.of(
          ServletContextListener.class,
          ServletContextAttributeListener.class,
          ServletRequestListener.class,
          ServletRequestAttributeListener.class,
          HttpSessionListener.class,
          HttpSessionAttributeListener.class,
          HttpSessionIdListener.class);
}
