package io.slipway.cdi;

import jakarta.servlet.http.HttpServletRequest;
import org.jboss.weld.context.http.HttpConversationContext;
import org.jboss.weld.manager.BeanManagerImpl;
import org.jboss.weld.module.web.context.http.LazyHttpConversationContextImpl;
import org.jboss.weld.module.web.servlet.ConversationContextActivator;

/**
 * The conversation scope in requests. A conversation is looked for, by the parameter {@code cid},
 * when its first bean is used, so that requests that have none pay nothing and read no body for it.
 *
 * <p>A long-running conversation is bound to the thread that has it, and is given back when an
 * asynchronous request leaves its thread; the thread that resumes the request takes it again. A
 * transient one ends when the thread is left.
 */
final class Conversations extends ConversationContextActivator {
  private static final String LEFT = "io.slipway.cdi.conversation";

  private final HttpConversationContext context;

  Conversations(BeanManagerImpl manager) {
    super(manager, true);
    this.context = manager.instance().select(HttpConversationContext.class).get();
  }

  void begin(HttpServletRequest request) {
    associateConversationContext(request);
    activateConversationContext(request);
  }

  void suspend(HttpServletRequest request) {
    if (context instanceof LazyHttpConversationContextImpl lazy && lazy.isInitialized()) {
      String id = context.getCurrentConversation().getId();
      request.setAttribute(LEFT, id == null ? "" : id);
    }
    end(request);
  }

  void resume(HttpServletRequest request) {
    Object left = request.getAttribute(LEFT);
    associateConversationContext(request);
    if (left instanceof String id) {
      context.activate(id.isEmpty() ? null : id);
    } else {
      activateConversationContext(request);
    }
  }

  void end(HttpServletRequest request) {
    deactivateConversationContext(request);
    disassociateConversationContext(request);
  }
}
