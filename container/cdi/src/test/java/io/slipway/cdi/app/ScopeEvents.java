package io.slipway.cdi.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Destroyed;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

@ApplicationScoped
public class ScopeEvents {
  @Inject private Journal journal;

  void application(@Observes @Initialized(ApplicationScoped.class) ServletContext context) {
    journal.note("application " + context.getContextPath());
  }

  /** Nobody can ask the application any more. */
  void applicationEnded(@Observes @Destroyed(ApplicationScoped.class) ServletContext context) {
    System.setProperty("io.slipway.cdi.ended", context.getContextPath());
  }

  void conversation(@Observes @Initialized(ConversationScoped.class) HttpServletRequest request) {
    journal.note("conversation");
  }

  void conversationEnded(
      @Observes @Destroyed(ConversationScoped.class) HttpServletRequest request) {
    journal.note("conversation ended");
  }

  void session(@Observes @Initialized(SessionScoped.class) HttpSession session) {
    journal.note("session");
  }

  void beforeSessionEnds(@Observes @BeforeDestroyed(SessionScoped.class) HttpSession session) {
    journal.note("session ending");
  }

  void sessionEnded(@Observes @Destroyed(SessionScoped.class) HttpSession session) {
    journal.note("session ended");
  }

  void request(@Observes @Initialized(RequestScoped.class) HttpServletRequest request) {
    journal.note("request " + request.getServletPath());
  }

  void beforeRequestEnds(
      @Observes @BeforeDestroyed(RequestScoped.class) HttpServletRequest request) {
    journal.note("request ending");
  }

  void requestEnded(@Observes @Destroyed(RequestScoped.class) HttpServletRequest request) {
    journal.note("request ended");
  }
}
