package io.slipway.cdi.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Conversation;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.inject.Inject;
import java.io.Serializable;

@ConversationScoped
public class Wizard implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject private Conversation conversation;
  @Inject private Journal journal;
  private int step;

  public String begin() {
    conversation.begin();
    return conversation.getId();
  }

  public int next() {
    return ++step;
  }

  public void end() {
    conversation.end();
  }

  @PreDestroy
  void gone() {
    journal.note("wizard gone after " + step);
  }
}
