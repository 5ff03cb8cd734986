package io.slipway.cdi.app;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.servlet.jsp.JspException;
import jakarta.servlet.jsp.tagext.SimpleTagSupport;
import java.io.IOException;

/** A tag handler: made by the page, injected by the container. */
public class Greeter extends SimpleTagSupport {
  @Inject private Named visitor;

  @Override
  public void doTag() throws JspException, IOException {
    getJspContext().getOut().print("Hello " + visitor.getName());
  }

  @PreDestroy
  void released() {
    visitor.leave();
  }
}
