package examples;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the number of live sessions in an attribute of the application. */
@WebListener
public class LiveSessions implements ServletContextListener, HttpSessionListener {

  static final String COUNT = "examples.liveSessions";

  private final AtomicInteger count = new AtomicInteger();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    event.getServletContext().setAttribute(COUNT, count);
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    count.incrementAndGet();
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    count.decrementAndGet();
  }
}
